"""The papers of the counter as PDF, for officials and, by her link, for the applicant."""
