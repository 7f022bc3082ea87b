"""On a narrow telephone formulas, tables and listings fit the page; only code and what it prints scroll, each in its frame."""

import re

import pytest
from conftest import profile
from learner import WITHOUT_PYTHON, lay_out_all
from test_accessibility import pages

TELEPHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 360, "height": 740}}

TOO_WIDE = """() => {
  document.querySelectorAll("details").forEach((part) => { part.open = true; });
  const parts = [document.documentElement, ...document.querySelectorAll(".wb-display, .wb-lines, .wb-line code, .md-typeset__scrollwrap")];
  return parts
    .filter((part) => part.scrollWidth > part.clientWidth)
    .map((part) => `${part.scrollWidth - part.clientWidth} px: ${(part.querySelector("annotation") ?? part).textContent.slice(0, 80)}`);
}"""


@pytest.fixture(scope="module")
def telephone(browser, address):
    """One page for all addresses, in which no Python starts."""
    with profile(browser, address, **TELEPHONE) as context:
        page = context.new_page()
        page.add_init_script(WITHOUT_PYTHON)
        yield page


@pytest.mark.parametrize("path", list(pages()))
def test_nothing_to_read_is_wider_than_a_telephone(telephone, address, path):
    telephone.goto(address + path)
    lay_out_all(telephone)
    assert telephone.evaluate(TOO_WIDE) == []


def test_a_long_line_of_a_listing_goes_on_below_itself(telephone, address):
    telephone.goto(address + "chapters/02-ddpm-loss/")
    line = telephone.locator("#training-step-bug .wb-line", has_text=re.compile("randn_like"))
    code = line.locator("code")
    assert code.evaluate("(code) => code.scrollWidth <= code.clientWidth")
    _, *others = code.evaluate("""(code) => {
      const range = document.createRange();
      range.selectNodeContents(code);
      return [...new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))];
    }""")
    assert others
