"""The kiosk at the door, and the page behind the code on a number."""
