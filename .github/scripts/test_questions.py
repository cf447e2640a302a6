"""Tests of the list, of the script that writes the forms from it, and of the forms."""
import contextlib
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import questions

ROOT = questions.ROOT
README = (ROOT / "README.md").read_text("utf-8")
PAGE = (ROOT / "QUESTIONS.md").read_text("utf-8", errors="replace")
LINES, BAD_LINES = questions.read_lines((ROOT / "QUESTIONS.md").read_bytes())
SECTIONS, BAD_PARTS = questions.read_list(LINES)
LIST_IS_BROKEN = bool([*BAD_LINES, *BAD_PARTS, *questions.check_list(SECTIONS)])
ALL_QUESTIONS = [question for section in SECTIONS for question in section.questions]

SMALL = """\
# A small list

Whatever stands here is for the page: [1](../../issues/new?template=1-what-goes-in.yml).

## 1. What goes in

The documents. About 1 minute. *Only on the page.*

*[Open the form](../../issues/new?template=1-what-goes-in.yml)*

Any language
will do.

### 1.1 What are they?

Choose one. Required.

- A. Samples *(five of them)*
- B. "All" there is: no more
- C. Something else

**Example:** *000 to 004.*

| a table | stays |
|---|---|

**Why we ask:** It decides
the test. *And more.*

**If blank:** samples.

### 1.2 What should it skip?

Choose any.

- A. Headlines, captions
- B. Anything else

**Example:** A caption. *Or two.*

**Why we ask:** *It decides what is read.*

**If blank:** A.

### 1.4 How many?

Short answer.

**Why we ask:** *It decides the size.*

**If blank:** 100 a day. *As now.*

### 1.3 Which rules?

Long answer.

**Why we ask:** *It decides the rest.*

**If blank:** ours.
"""

SMALL_FORM = """\
# Written from QUESTIONS.md by .github/scripts/questions.py. Change the list, not this file.
name: "1. What goes in"
description: "The documents. About 1 minute."
title: "1. What goes in: answers"
labels: ["question"]
body:
  - type: markdown
    attributes:
      value: "Any language will do."
  - type: dropdown
    id: q1-1
    attributes:
      label: "1.1 What are they?"
      description: "It decides the test. Blank: samples."
      options:
        - "A. Samples"
        - "B. \\"All\\" there is: no more"
        - "C. Something else"
    validations:
      required: true
  - type: markdown
    attributes:
      value: "**Example:** A caption."
  - type: checkboxes
    id: q1-2
    attributes:
      label: "1.2 What should it skip?"
      description: "Blank: A."
      options:
        - label: "A. Headlines, captions"
        - label: "B. Anything else"
  - type: input
    id: q1-4
    attributes:
      label: "1.4 How many?"
      description: "Blank: 100 a day."
  - type: textarea
    id: q1-3
    attributes:
      label: "1.3 Which rules?"
      description: "Blank: ours."
"""


class Folder(unittest.TestCase):
    """Each test has a folder of its own, with a list and no forms."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        environment = mock.patch.dict(os.environ, GITHUB_ACTIONS="false")
        environment.start()
        self.addCleanup(environment.stop)
        self.root = Path(folder.name)
        self.forms = self.root / ".github/ISSUE_TEMPLATE"

    def run_on(self, text: str | bytes, check: bool = False) -> tuple[int, str, str]:
        """Run on a list; return the exit status, standard output and standard error."""
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        (self.root / "QUESTIONS.md").write_bytes(data)
        return self.run_again(check)

    def run_again(self, check: bool = False) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = questions.run(self.root, check)
        return status, out.getvalue(), err.getvalue()

    def written(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in self.forms.glob("*")} if self.forms.is_dir() else {}

    def assert_one_error(self, text: str | bytes, line: int, words: str) -> None:
        """The list is refused with one error, at that line and with those words, and nothing is written."""
        status, out, err = self.run_on(text)
        self.assertEqual((status, out), (1, ""), err)
        self.assertRegex(err, rf"\AQUESTIONS\.md:{line}: .*{re.escape(words)}.*\n\Z")
        self.assertEqual(self.written(), {})


def with_line(old: str, new: str | None) -> tuple[str, int]:
    """SMALL with its first line `old` replaced, or cut if there is no new one, and that line's number."""
    lines = SMALL.splitlines()
    index = lines.index(old)
    lines[index : index + 1] = [] if new is None else [new]
    return "\n".join(lines) + "\n", index + 1


class Syntax(Folder):
    def test_every_part_reaches_the_form_or_stays_on_the_page(self) -> None:
        self.assertEqual(self.run_on(SMALL)[0], 0)
        self.assertEqual(self.written(), {"1-what-goes-in.yml": SMALL_FORM})

    def test_each_section_is_a_form(self) -> None:
        second = SMALL[SMALL.index("## 1.") :].replace("## 1.", "## 2.").replace("### 1.", "### 2.")
        second = second.replace("## 2. What goes in", "## 2. Où ça va : la «fin»")
        self.run_on(SMALL + "\n" + second)
        self.assertEqual(sorted(self.written()), ["1-what-goes-in.yml", "2-ou-ca-va-la-fin.yml"])

    def test_lines_may_be_wrapped_and_bullets_stay_on_the_page(self) -> None:
        text, _ = with_line("- A. Headlines, captions", "- A. Headlines,\n  captions")
        text = text.replace("| a table | stays |\n|---|---|", "- a bullet, e.g. this\n- another")
        self.run_on(text)
        self.assertEqual(self.written(), {"1-what-goes-in.yml": SMALL_FORM})

    def test_tabs_are_spaces_and_joiners_are_letters(self) -> None:
        text, _ = with_line("### 1.3 Which rules?", "### 1.3 Which\trules?")
        self.run_on(text.replace("Anything else", "می\u200cخواهم (else)"))
        form = self.written()["1-what-goes-in.yml"]
        self.assertIn('label: "1.3 Which rules?"', form)
        self.assertIn('"B. می\u200cخواهم (else)"', form)

    def test_line_ends_byte_order_mark_and_a_missing_last_line_end_change_nothing(self) -> None:
        for data in (SMALL.replace("\n", "\r\n"), SMALL.replace("\n", "\r"), "\ufeff" + SMALL, SMALL.rstrip("\n")):
            with self.subTest(data[:9]):
                self.run_on(data)
                self.assertEqual(self.written(), {"1-what-goes-in.yml": SMALL_FORM})

    def test_words_that_yaml_would_change_stay_words(self) -> None:
        text, _ = with_line('- B. "All" there is: no more', "- B. None")
        self.run_on(text)
        self.assertIn('        - "B. None"\n', self.written()["1-what-goes-in.yml"])
        text, _ = with_line("**If blank:** ours.", "**If blank:** no")
        self.run_on(text)
        self.assertIn('      description: "Blank: no"\n', self.written()["1-what-goes-in.yml"])


class Errors(Folder):
    """One broken line is one error, at that line."""

    def assert_error_there(self, old: str, new: str, words: str) -> None:
        text, line = with_line(old, new)
        with self.subTest(new):
            self.assert_one_error(text, line, words)

    def test_section_headings(self) -> None:
        for heading in ("##1.", "##", "# 1.", "## 1", "### 1."):
            new = f"{heading} What goes in"
            self.assert_error_there("## 1. What goes in", new, "write `## 1. Title`")

    def test_question_headings(self) -> None:
        for new in ("### What should it skip?", "###1.2 What should it skip?", "## 1.2 What should it skip?",
                    "#### 1.2 What should it skip?", "### 1.2 What should it skip", "1.2 What should it skip?",
                    " ### 1.2 What should it skip?", "### 1,2 What should it skip?", "### 1.2: What should it skip?",
                    "### 1.2 What should it skip? ###"):
            self.assert_error_there("### 1.2 What should it skip?", new, "write `### 1.2 Question?`")

    def test_a_lost_question_heading(self) -> None:
        text, line = with_line("### 1.2 What should it skip?", None)
        self.assert_one_error(text, line + 1, "write the next question's heading above it")

    def test_a_lost_section_heading(self) -> None:
        text, _ = with_line("## 1. What goes in", None)
        self.assert_one_error(text, text.splitlines().index("### 1.1 What are they?") + 1, "write `## 1. Title`")
        first_question = SMALL[SMALL.index("### 1.1") : SMALL.index("### 1.2")]
        lost = SMALL + "\n2. What comes out\n\n" + first_question.replace("### 1.", "### 2.")
        self.assert_one_error(lost, lost.splitlines().index("### 2.1 What are they?") + 1, "write `## 2. Title`")

    def test_a_page_title_may_begin_with_a_number(self) -> None:
        self.assertEqual(self.run_on(SMALL.replace("# A small list", "# 3D printing: 4 questions"))[0], 0)

    def test_a_section_without_questions(self) -> None:
        self.assert_one_error(SMALL + "\n## 2. More\n\nAbout 1 minute.\n", SMALL.count("\n") + 2, "has no question")

    def test_a_list_without_sections(self) -> None:
        for text in ("", "\n", "Nothing but words.\n"):
            self.assert_one_error(text, 1, "holds no section")

    def test_kinds(self) -> None:
        for new in ("Chose any.", "Choose any", "choose any.", "Choose any. Needed.", "Any."):
            self.assert_error_there("Choose any.", new, "`Choose any.`")
        text, line = with_line("Choose any.", None)
        self.assert_one_error(text, line - 2, "has no kind")

    def test_boxes_cannot_be_required(self) -> None:
        text, line = with_line("Choose any.", "Choose any. Required.")
        self.assert_one_error(text, line - 2, "cut `Required.`")

    def test_options(self) -> None:
        old = '- B. "All" there is: no more'
        for mark in ("B.", "-B.", "* B.", "- b.", "- B)", "- (B)", "-"):
            self.assert_error_there(old, f"{mark} All there is", "write `- A. Option`")
        self.assert_error_there(old, "- D. All there is", "the next letter is B")
        text, line = with_line(old, None)
        self.assert_one_error(text, line, "the next letter is B")

    def test_options_belong_to_choices_only(self) -> None:
        text, line = with_line("Short answer.", "Short answer.\n\n- A. Many\n- B. Something else")
        self.assert_one_error(text, line + 2, "write `Choose one.`")
        text, line = with_line("Short answer.", "Choose one.")
        self.assert_one_error(text, line - 2, "write two options or more")

    def test_the_last_option_is_a_way_out(self) -> None:
        self.assert_error_there("- B. Anything else", "- B. Captions", "way out")

    def test_parts(self) -> None:
        for label in ("**Why we aks:**", "Why we ask:", "**Why we ask**", "*Why we ask:**", "**why we ask:**"):
            new = f"{label} It decides the size."
            self.assert_error_there("**Why we ask:** *It decides the size.*", new, "write `**Example:** …`")
        self.assert_error_there("**Why we ask:** *It decides the size.*", "**Why we ask:**", "write `**Example:** …`")
        _, heading = with_line("### 1.4 How many?", None)
        for part in ("**Why we ask:** *It decides the size.*", "**If blank:** 100 a day. *As now.*"):
            text, _ = with_line(part, None)
            self.assert_one_error(text, heading, f"has no `{part.partition(' ')[0]}")
            text, line = with_line(part, f"{part}\n\n{part}")
            self.assert_one_error(text, line + 2, "keep one")

    def test_a_default_has_words_on_the_form(self) -> None:
        self.assert_error_there("**If blank:** ours.", "**If blank:** *ours.*", "outside italics")

    def test_numbers_are_used_once(self) -> None:
        self.assert_error_there("### 1.3 Which rules?", "### 1.2 Which rules?", "the number 1.2 is taken")
        twice = SMALL + "\n" + SMALL[SMALL.index("## 1.") :].replace("### 1.", "### 2.")
        self.assert_one_error(twice, SMALL.count("\n") + 2, "the number 1 is taken")

    def test_a_question_stands_in_its_section(self) -> None:
        self.assert_error_there("### 1.4 How many?", "### 2.4 How many?", "belongs to section 2")

    def test_italics_and_links_that_would_leak_into_the_form(self) -> None:
        self.assert_error_there("**If blank:** 100 a day. *As now.*", "**If blank:** 100 a day. *As now.", "italics")
        self.assert_error_there("**If blank:** ours.", "**If blank:** see [ours](ours.md).", "a link breaks")

    def test_links_lead_to_forms(self) -> None:
        old = "*[Open the form](../../issues/new?template=1-what-goes-in.yml)*"
        self.assert_error_there(old, old.replace("1-what", "2-what"), "there is no form 2-what-goes-in.yml")

    def test_all_errors_come_in_one_run_in_order(self) -> None:
        text = SMALL.replace("- A. Samples", "- A. Samples, five").replace("Short answer.", "Short.")
        text = text.replace("**If blank:** ours.", "")
        status, out, err = self.run_on(text)
        lines = [int(line.split(":")[1]) for line in err.splitlines()]
        self.assertEqual((status, out, len(lines), lines), (1, "", 3, sorted(lines)))

    def test_github_shows_an_error_at_its_line(self) -> None:
        text, line = with_line("Short answer.", "100% short.")
        with mock.patch.dict(os.environ, GITHUB_ACTIONS="true"):
            _, out, _ = self.run_on(text)
        self.assertRegex(out, rf"\A::error file=QUESTIONS\.md,line={line}::is no kind; .*\n\Z")


class Limits(Folder):
    """What GitHub would refuse or garble is an error."""

    def test_lengths(self) -> None:
        for old, prefix, limit, end in (
            ("### 1.3 Which rules?", "### ", 150, "?"),
            ("- A. Headlines, captions", "- ", 60, ""),
            ("## 1. What goes in", "## 1. ", 60, ""),
        ):
            words = old.removeprefix(prefix).removesuffix(end)
            fits = prefix + words + "x" * (limit - len(words) - len(end)) + end
            link = f"1-{fits[6:].lower().replace(' ', '-')}.yml" if old.startswith("## ") else "1-what-goes-in.yml"
            with self.subTest(old):
                text, line = with_line(old, fits)
                self.assertEqual(self.run_on(text.replace("1-what-goes-in.yml", link))[0], 0)
                for name in self.written():
                    (self.forms / name).unlink()
                text, line = with_line(old, fits.removesuffix(end) + "x" + end)
                self.assert_one_error(text, line, f"write at most {limit}")

    def test_a_description_that_github_hides(self) -> None:
        old = "The documents. About 1 minute. *Only on the page.*"
        for new in ("Hm", "x" * 201):
            text, line = with_line(old, new)
            self.assert_one_error(text, line, "GitHub hides the form")
        for new in ("Hm.", "x" * 200):
            self.assertEqual(self.run_on(with_line(old, new)[0])[0], 0)

    def test_a_section_without_a_first_paragraph(self) -> None:
        text, _ = with_line("The documents. About 1 minute. *Only on the page.*", None)
        text = text.replace("Any language\nwill do.\n", "")
        self.assert_one_error(text, 5, "write a first paragraph")

    def test_a_comma_cuts_a_menu_answer(self) -> None:
        text, line = with_line("- A. Samples *(five of them)*", "- A. Samples, five")
        self.assert_one_error(text, line, "a comma")
        text, line = with_line("- A. Samples *(five of them)*", "- A. Samples *(five, of them)*")
        self.assertEqual(self.run_on(text)[0], 0)

    def test_words_that_ask_for_secrets(self) -> None:
        for word in questions.FORBIDDEN_WORDS:
            text, line = with_line("### 1.4 How many?", f"### 1.4 What is the {word.title()} for?")
            self.assert_one_error(text, line, word)

    def test_boxes_of_one_form_differ(self) -> None:
        more = SMALL + "\n" + SMALL[SMALL.index("### 1.2") : SMALL.index("### 1.4")].replace("### 1.2", "### 1.5")
        status, _, err = self.run_on(more)
        self.assertEqual((status, err.count("repeats the box in line")), (1, 2))

    def test_html_and_answer_marks(self) -> None:
        for new, words in (
            ("### 1.3 Which <b>rules</b>?", "HTML"),
            ("### 1.3 Which ### rules?", "next answer"),
            ("### 1.3 Which *rules*?", "asterisk"),
            ("### 1.3 [Which](rules)?", "a link breaks"),
        ):
            text, line = with_line("### 1.3 Which rules?", new)
            self.assert_one_error(text, line, words)

    def test_options_and_titles_are_plain_words_too(self) -> None:
        for old, new, words in (
            ("- A. Headlines, captions", "- A. <b>Headlines</b>", "HTML"),
            ("- A. Headlines, captions", "- A. *Headlines*", "outside italics"),
            ("## 1. What goes in", "## 1. What *goes* in", "asterisk"),
        ):
            text, line = with_line(old, new)
            self.assert_one_error(text, line, words)

    def test_a_list_longer_than_an_issue(self) -> None:
        text = SMALL.replace("| a table | stays |", "x" * (questions.ISSUE_LIMIT + 1))
        self.assert_one_error(text, SMALL.splitlines().index("| a table | stays |") + 1, "65536")
        fits = SMALL + "\n" + "x" * (questions.ISSUE_LIMIT - len(SMALL) - 1)
        self.assertEqual(self.run_on(fits)[0], 0)

    def test_invisible_characters(self) -> None:
        for odd in "\0\x07\x1b\x85\u200b\u200f\u202e\ufeff\ue000\ufffe":
            text, line = with_line("### 1.4 How many?", f"### 1.4 How{odd} many?")
            self.assert_one_error(text, line, f"U+{ord(odd):04X}")

    def test_other_encodings(self) -> None:
        text, line = with_line("Choose any.", "Choose anÿ.")
        self.assert_one_error(text.encode("latin-1"), line, "UTF-8")
        self.assert_one_error(SMALL.encode("utf-16"), 1, "UTF-8")

    def test_what_could_hide_a_question(self) -> None:
        for new in ("```", "~~~~", "<!-- | a table -->"):
            text, line = with_line("| a table | stays |", new)
            self.assert_one_error(text, line, "can hide a question")


class Writing(Folder):
    def test_only_what_differs_is_written_and_named(self) -> None:
        self.assertEqual(self.run_on(SMALL)[:2], (0, ".github/ISSUE_TEMPLATE/1-what-goes-in.yml written\n"))
        self.assertEqual(self.run_again(), (0, "", ""))

    def test_a_renamed_section_leaves_no_old_form_and_other_files_stay(self) -> None:
        self.run_on(SMALL)
        (self.forms / "config.yml").write_text("blank_issues_enabled: true\n")
        (self.forms / "again.yml").write_text("name: By hand\n")
        renamed = SMALL.replace("## 1. What goes in", "## 1. Input").replace("1-what-goes-in.yml", "1-input.yml")
        status, out, _ = self.run_on(renamed)
        self.assertEqual((status, sorted(self.written())), (0, ["1-input.yml", "again.yml", "config.yml"]))
        self.assertIn("1-what-goes-in.yml removed\n", out)

    def test_a_failed_run_leaves_every_form_as_it_was(self) -> None:
        self.run_on(SMALL)
        (self.forms / "3-old.yml").write_text("old")
        before = self.written()
        broken, _ = with_line("Short answer.", "Short.")
        self.assertEqual(self.run_on(broken)[0], 1)
        self.assertEqual(self.written(), before)

    def test_a_full_disk_leaves_every_form_as_it_was(self) -> None:
        second = SMALL[SMALL.index("## 1.") :].replace("## 1.", "## 2.").replace("### 1.", "### 2.")
        self.run_on(SMALL + "\n" + second)
        before = self.written()
        write = Path.write_bytes

        def full(path: Path, data: bytes) -> int:
            if path.name.startswith(".2-"):
                write(path, data[:100])
                raise OSError(28, "No space left on device")
            return write(path, data)

        (self.root / "QUESTIONS.md").write_text((SMALL + "\n" + second).replace("Something else", "Or else"), "utf-8")
        with mock.patch.object(Path, "write_bytes", full):
            status, out, err = self.run_again()
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, r"ISSUE_TEMPLATE: No space left on device; no form was changed\n\Z")
        self.assertEqual(self.written(), before)

    def test_a_form_that_may_not_be_replaced_leaves_the_others_as_they_were(self) -> None:
        second = SMALL[SMALL.index("## 1.") :].replace("## 1.", "## 2.").replace("### 1.", "### 2.")
        third = second.replace("## 2.", "## 3.").replace("### 2.", "### 3.")
        self.run_on(SMALL + "\n" + second)
        before = self.written()
        replace = os.replace

        def refuse(source: Path, target: Path) -> None:
            if target.name.startswith("2-"):
                raise PermissionError(13, "Permission denied", str(target))
            replace(source, target)

        changed = (SMALL + "\n" + third + "\n" + second).replace("Something else", "Or else")
        with mock.patch.object(os, "replace", refuse):
            status, out, err = self.run_on(changed)
        self.assertEqual((status, out, self.written()), (1, "", before))
        self.assertRegex(err, r"2-what-goes-in\.yml: Permission denied; no form was changed\n\Z")

    def test_a_leftover_form_that_may_not_be_removed_leaves_the_others_as_they_were(self) -> None:
        self.run_on(SMALL)
        for name in ("2-old.yml", "3-old.yml"):
            (self.forms / name).write_text("old")
        before = self.written()
        unlink = Path.unlink

        def refuse(path: Path, missing_ok: bool = False) -> None:
            if path.name == "3-old.yml":
                raise PermissionError(13, "Permission denied", str(path))
            unlink(path, missing_ok)

        with mock.patch.object(Path, "unlink", refuse):
            status, out, err = self.run_on(SMALL.replace("Something else", "Or else"))
        self.assertEqual((status, out, self.written()), (1, "", before))
        self.assertIn("no form was changed", err)

    def test_a_folder_in_the_place_of_a_file(self) -> None:
        (self.root / "QUESTIONS.md").mkdir()
        status, _, err = self.run_again()
        self.assertEqual((status, err[:16]), (1, "QUESTIONS.md:1: "))
        (self.root / "QUESTIONS.md").rmdir()
        (self.forms / "1-what-goes-in.yml").mkdir(parents=True)
        status, _, err = self.run_on(SMALL)
        self.assertEqual(status, 1)
        self.assertRegex(err, r"1-what-goes-in\.yml: .*no form was changed\n\Z")

    def test_a_missing_list(self) -> None:
        self.assertEqual(self.run_again()[0], 1)
        self.assertRegex(self.run_again()[2], r"\AQUESTIONS\.md:1: cannot be read")


class Check(Folder):
    def test_check_writes_nothing(self) -> None:
        status, out, _ = self.run_on(SMALL, check=True)
        self.assertEqual((status, self.written()), (1, {}))
        self.assertIn('+name: "1. What goes in"\n', out)

    def test_check_passes_when_list_and_forms_agree_whatever_the_line_ends(self) -> None:
        self.run_on(SMALL)
        path = self.forms / "1-what-goes-in.yml"
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        self.assertEqual(self.run_on(SMALL.replace("\n", "\r\n"), check=True), (0, "", ""))

    def test_check_shows_each_way_to_differ(self) -> None:
        self.run_on(SMALL)
        path = self.forms / "1-what-goes-in.yml"
        questions_file = self.root / "QUESTIONS.md"
        changes = {
            "a form edited by hand": lambda: path.write_text(SMALL_FORM.replace("Samples", "Some"), "utf-8"),
            "an option changed in the list": lambda: questions_file.write_text(SMALL.replace("A. S", "A. s"), "utf-8"),
            "a leftover form": lambda: (self.forms / "2-old.yaml").write_text("name: old\n"),
            "a missing form": path.unlink,
        }
        for name, change in changes.items():
            with self.subTest(name):
                change()
                before = self.written()
                status, out, err = self.run_again(check=True)
                self.assertEqual(status, 1)
                self.assertIn("--- .github/ISSUE_TEMPLATE/", out)
                self.assertRegex(err, r"\AQUESTIONS\.md:\d+: .*run `python3 \.github/scripts/questions\.py`.*\n\Z")
                self.assertEqual(self.written(), before)
                self.run_on(SMALL)
                self.assertEqual(self.run_again(check=True)[0], 0)

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        """Run a copy of the script as a command, from the folder that the tests run in."""
        script = self.root / ".github/scripts/questions.py"
        script.parent.mkdir(parents=True, exist_ok=True)
        script.write_bytes(Path(questions.__file__).read_bytes())
        surroundings = {**os.environ, **environment}
        return subprocess.run([sys.executable, script, *arguments], capture_output=True, env=surroundings)

    def test_the_command_works_from_any_folder(self) -> None:
        (self.root / "QUESTIONS.md").write_text(SMALL, "utf-8")
        self.assertEqual(self.command("--check").returncode, 1)
        self.assertEqual(self.command().returncode, 0)
        self.assertEqual(self.written(), {"1-what-goes-in.yml": SMALL_FORM})
        self.assertEqual(self.command("--check").returncode, 0)
        self.assertEqual(self.command("--chek").returncode, 2)

    def test_a_console_may_lack_the_letters_of_the_list(self) -> None:
        (self.root / "QUESTIONS.md").write_text(SMALL.replace("Something else", "Нещо (else)"), "utf-8")
        done = self.command("--check", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
        self.assertEqual((done.returncode, done.stdout.count(b"(else)")), (1, 1))
        self.assertNotIn(b"Traceback", done.stderr)


class DamagedLists(Folder):
    """Whatever happens to a list: forms that hold, or errors with a line, and every form as it was."""

    SPLINTERS = (
        *("*", "**", "#", "###", "- ", "A. ", "?", ",", ":", '"', "'", "\\", "\\n", "%", "{", "|", "&amp;"),
        *("<b>", "<!--", "```", "[x](y)", "\t", "\0", "\r", "\n", "\u200b", "\u202e", "\u2028", "\xa0", "\ufeff"),
        *("ماذا؟", "😀"),
    )

    KEY = r"^((name|description|title): | +(value|label|description): | +- (label: )?)$"

    def damage(self, text: str, chance: random.Random) -> str:
        lines = text.split("\n")
        first, second = chance.randrange(len(lines) - 1), chance.randrange(len(lines) - 1)
        match chance.randrange(7):
            case 0:
                del lines[first]
            case 1:
                lines.insert(first, lines[second])
            case 2:
                lines[first], lines[second] = lines[second], lines[first]
            case 3:
                lines[first] = lines[first][: chance.randrange(len(lines[first]) + 1)]
            case 4:
                lines[first] += lines.pop(first + 1)
            case _:
                place = chance.randrange(len(lines[first]) + 1)
                lines[first] = lines[first][:place] + chance.choice(self.SPLINTERS) + lines[first][place:]
        return "\n".join(lines)

    def assert_forms_hold(self) -> None:
        for form in self.written().values():
            self.assertIn("    id: q", form)
            for line in form.splitlines()[1:]:
                key, quote, rest = line.partition('"')
                if quote and not key.startswith("labels"):
                    value = json.loads(quote + rest)
                    self.assertTrue(value.strip() and value.isprintable(), line)
                    self.assertRegex(key, self.KEY)

    def test_a_damaged_list_gives_forms_that_hold_or_errors_with_a_line(self) -> None:
        chance = random.Random(2026)
        for _ in range(400):
            self.run_on(SMALL)
            before = self.written()
            text = self.damage(SMALL, chance)
            status, out, err = self.run_on(text)
            with self.subTest(text):
                if status:
                    self.assertEqual((self.written(), out), (before, ""))
                    lines = [int(re.match(r"QUESTIONS\.md:(\d+): .+", line)[1]) for line in err.splitlines()]
                    self.assertTrue(lines and max(lines) <= len(re.split(r"\r|\n", text)))
                else:
                    self.assert_forms_hold()
            for path in self.forms.iterdir():
                path.unlink()


class ThisList(unittest.TestCase):
    """The promises of QUESTIONS.md, read without the script."""

    QUESTIONS = re.split(r"(?m)^### ", PAGE)[1:]

    def test_numbers_are_unique(self) -> None:
        numbers = [question.split()[0] for question in self.QUESTIONS]
        self.assertEqual(sorted(numbers), sorted(set(numbers)))

    def test_every_question_has_a_reason_and_a_default(self) -> None:
        for question in self.QUESTIONS:
            with self.subTest(question[:20]):
                self.assertEqual(question.count("\n**Why we ask:** "), 1)
                self.assertEqual(question.count("\n**If blank:** "), 1)

    def test_every_choice_has_a_way_out(self) -> None:
        for question in self.QUESTIONS:
            options = re.findall(r"(?m)^- [A-Z]\. (.*)", question)
            with self.subTest(question[:20]):
                self.assertEqual(bool(options), "\nChoose " in question)
                self.assertRegex(options[-1] if options else "else", r"\belse\b")


class ThisRepository(unittest.TestCase):
    """What the list, the forms and the pages promise."""

    def setUp(self) -> None:
        if LIST_IS_BROKEN and self._testMethodName != "test_the_committed_forms_are_what_the_list_gives":
            self.skipTest("the list has errors")

    def count_words(self, section: questions.Section) -> int:
        """The words of a section's form, letters and numbers included."""
        quoted = re.findall(r'^ *(?!title)[-a-z: ]*"(.*)"$', questions.form(section), re.MULTILINE)
        return len(" ".join(quoted).split())

    def test_the_committed_forms_are_what_the_list_gives(self) -> None:
        # Standard output is left out: its ::error lines would be shown on GitHub a second time.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as err:
            status = questions.run(ROOT, check=True)
        self.assertEqual(status, 0, "\n" + err.getvalue())

    def test_the_list_is_short(self) -> None:
        self.assertLessEqual(len(SECTIONS), 5)
        self.assertLessEqual(len(ALL_QUESTIONS), 40)
        self.assertLessEqual(len(SECTIONS[0].questions), 8)
        self.assertLessEqual(self.count_words(SECTIONS[0]), 450)
        self.assertLessEqual(sum(map(self.count_words, SECTIONS)), 1500)

    def test_little_is_required_and_only_at_the_start(self) -> None:
        required = [question.number for question in ALL_QUESTIONS if question.required]
        self.assertLessEqual(len(required), 2)
        self.assertEqual([number for number in required if not number.startswith("1.")], [])

    def test_every_reason_names_a_decision(self) -> None:
        for question in ALL_QUESTIONS:
            with self.subTest(question.number):
                self.assertRegex(question.parts["Why we ask"].text, r"^\*?It decides .*\.")

    def test_each_form_ends_with_what_we_should_have_asked(self) -> None:
        for section in SECTIONS:
            self.assertIn("what should we have asked?", section.questions[-1].text)
            self.assertEqual(section.questions[-1].kind, "Long answer.")

    def test_both_pages_link_to_every_form_and_to_no_other(self) -> None:
        names = {section.form_name for section in SECTIONS}
        self.assertEqual(set(questions.FORM_LINK.findall(PAGE)), names)
        self.assertEqual(set(questions.FORM_LINK.findall(README)), names | {"clarification-request.yml"})
        for name in names | {"clarification-request.yml"}:
            self.assertTrue((ROOT / questions.FORMS / name).is_file(), name)

    def test_a_posted_list_keeps_its_links(self) -> None:
        self.assertIn(r"sed 's#\.\./\.\./issues#../issues#g' QUESTIONS.md", README)
        posted = PAGE.replace("../../issues", "../issues")
        self.assertEqual(set(re.findall(r"\]\(([^)?]*)", posted)), {"../issues/new"})

    def test_times_agree(self) -> None:
        for section in SECTIONS:
            with self.subTest(section.form_name):
                description = section.intro_on_form()[0]
                self.assertRegex(description, r"[Aa]bout [0-9]+ minutes?\b")
                time = re.search(r"[0-9]+ minutes?\b", description)[0]
                lines = [line for line in README.splitlines() if section.form_name in line]
                self.assertIn(time, "".join(lines), f"the line of {section.form_name} in README.md")

    def test_the_sample_answer_fits_the_questions(self) -> None:
        kinds = {question.number: question.kind for question in ALL_QUESTIONS}
        for page in (README, PAGE):
            self.assertRegex(page, r"`[0-9.]+ B; [0-9.]+ about 400; the rest as you propose`")
            choice, text = re.search(r"`([0-9.]+) B; ([0-9.]+) about 400;", page).groups()
            self.assertEqual((kinds.get(choice), kinds.get(text)), ("Choose one.", "Short answer."))

    def test_the_top_level_holds_three_entries(self) -> None:
        entries = {path.name for path in ROOT.iterdir()} - {".git"}
        self.assertEqual(entries, {"README.md", "QUESTIONS.md", ".github"})

    def test_nobody_is_kept_from_a_blank_issue(self) -> None:
        self.assertIn("blank_issues_enabled: true", (ROOT / questions.FORMS / "config.yml").read_text("utf-8"))

    def test_the_workflow_runs_the_command_of_the_readme_safely(self) -> None:
        workflow = (ROOT / ".github/workflows/check.yml").read_text("utf-8")
        command = re.search(r"python3 -m unittest[^`]*", README)[0]
        self.assertIn(f"run: {command}\n", workflow)
        self.assertRegex(workflow, r"permissions:\n  contents: read\n\n")
        self.assertIn("persist-credentials: false", workflow)
        self.assertRegex(workflow, r"timeout-minutes: \d+\n")
        self.assertEqual(re.findall(r"uses: \S+@(?![0-9a-f]{40} )", workflow), [])
        self.assertNotIn("github.event", workflow)


if __name__ == "__main__":
    unittest.main()
