"""The keys of officers, and forms that survive a double click."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_lists_the_keys_of_the_page_on_a_question_mark(visit):
    page = visit("/parts/")

    page.keyboard.press("?")

    keys = page.locator("#keys[open] [data-keys-here] kbd").all_inner_texts()
    assert {"F9", "F2", "B"} <= set(keys)


def test_it_walks_the_rows_with_j_and_k(visit):
    page = visit("/parts/")

    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("j")
    page.keyboard.press("k")

    assert first == page.evaluate("document.activeElement.textContent") != ""


def test_it_presses_the_button_that_carries_the_key(visit):
    page = visit("/parts/")
    page.evaluate(
        "document.querySelector('[data-key=F9]').addEventListener('click', () => { window.pressed = true })"
    )

    page.keyboard.press("F9")

    assert page.evaluate("window.pressed") is True


def test_it_leaves_letters_to_a_field_that_is_being_typed_in(visit):
    page = visit("/parts/")
    page.locator("#id_receiver").fill("")

    page.keyboard.type("b?")

    assert page.locator("#id_receiver").input_value() == "b?"
    assert page.locator("#keys[open]").count() == 0


def test_it_counts_the_chosen_rows(visit):
    page = visit("/parts/")

    page.locator("[data-all]").check()

    assert page.locator("[data-bulk-count]").inner_text() == "3"
    page.locator("[data-none]").click()
    assert page.locator("[data-bulk-bar]").is_hidden()


def test_it_takes_the_search_key_to_the_search(visit, lan_account):
    page = visit("/accounts/", user=lan_account)
    if not page.locator("[data-search]").count():
        pytest.skip("no page to search in is built yet")

    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.name") == "q"


def test_it_sends_a_form_once_for_two_clicks(visit):
    page = visit("/accounts/login/")
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.locator("#id_login").fill("lan")
    page.locator("#id_password").fill("not the password")

    with page.expect_navigation():
        page.locator("main form button").dblclick()

    assert len(sent) == 1
