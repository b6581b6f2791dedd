"""The lesson: what theory says, what comes of it, and an address that is the lesson."""
import time


def theory_stands_before_the_training(browser):
    browser.open()
    browser.reads("Why do weights start at random?", "All zeros", "All 0.5", "Random",
                  "1 of 10 neurons will be distinct", "All 10 neurons will be distinct",
                  "No weight has a gradient at the first step: only the last bias can move.",
                  "The loss stays at 0.6931, the entropy of the labels.")
    assert len(browser.all("svg.network")) == 3
    # Ten copies have one letter, ten different neurons ten.
    letters = [len({letter.text for letter in panel.find_elements("css selector", ".letter")})
               for panel in browser.all(".panel")]
    assert letters == [1, 1, 10], letters


def training_shows_symmetry_hold_and_break(browser):
    browser.open()
    browser.press("Train the three networks")
    browser.reads("1 of 10 neurons is distinct", "All 10 neurons are distinct", "It solved the task.",
                  "It learned nothing: this is the loss of one constant answer.",
                  "It learned what one neuron can, and no more.", "0.693 loss", "50 % right", "100 % right")
    assert browser.address == "#lesson?trained=1", browser.address
    browser.until(lambda: len(browser.all(".answers canvas")) == 3, "no pictures of the answers")
    assert len(browser.all(".charts .u-wrap")) == 2
    # The picture of zeros is one answer everywhere, that of the random start is not.
    assert browser.colours(".panel:nth-child(3) canvas") > browser.colours(".panel:nth-child(1) canvas") + 50
    jobs = browser.service.send("GET", "/v1/jobs?label=page:lesson").json["items"]
    assert len(jobs) == 3, len(jobs)


def an_address_is_a_lesson(browser):
    browser.open("#lesson?alpha=1&epsilon=0.000001&width=6&data=moons&trained=1")
    browser.reads("All 1", "every weight is 1, give or take", "1 of 6 neurons is distinct", "All 6 neurons are distinct",
                  "fold a step at first; at that pace it shows after about")
    count = len(browser.service.send("GET", "/v1/jobs?label=page:lesson").json["items"])
    browser.open("#lesson?alpha=1&epsilon=0.000001&width=6&data=moons&trained=1")
    browser.reads("All 6 neurons are distinct")
    again = len(browser.service.send("GET", "/v1/jobs?label=page:lesson").json["items"])
    assert again == count, "an address that is opened twice trains twice"


def sliders_ask_theory_anew(browser):
    browser.open()
    browser.reads("1 of 10 neurons will be distinct")
    browser.set("Neurons", 4)
    browser.reads("1 of 4 neurons will be distinct", "All 4 neurons will be distinct")
    browser.set("Activation", "sigmoid")
    browser.reads("The first layer has no gradient at the first step; it moves once the last layer has.")
    assert "width=4" in browser.address and "activation=sigmoid" in browser.address, browser.address


def training_at_once_is_not_undone_by_theory(browser):
    browser.open()
    # A change whose prediction has not come, or is not even asked for yet, and Train pressed in the same moment.
    browser.one("#lesson-train")
    browser.run("""
        const slider = [...document.querySelectorAll('label')].find((one) => one.textContent === 'Neurons').control;
        slider.value = 5;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        document.getElementById('lesson-train').click()""")
    browser.reads("1 of 5 neurons is distinct", "All 5 neurons are distinct")
    time.sleep(0.5)
    assert "1 of 5 neurons is distinct" in browser.text and "abort" not in browser.text, browser.text
    assert "trained=1" in browser.address and browser.one("#lesson-train").is_enabled()


CHECKS = [theory_stands_before_the_training, training_shows_symmetry_hold_and_break, an_address_is_a_lesson,
          sliders_ask_theory_anew, training_at_once_is_not_undone_by_theory]
