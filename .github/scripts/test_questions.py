"""Tests of the script that writes the form and the templates, of what is committed, and of the pages."""
import contextlib
import io
import os
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

SMALL = """\
# A small list

Above the first section stands what you like: [the form](../../issues/new?template=1-start.yml).

## 1. Start

One minute.

Please answer, as in 1.2.

And thank you.

### 1.1 Which of these?

Choose any.

Tick all that you want.

- A. Sort, "all" of it
- B. Something else: none

### 1.2 For whom?

Choose one.

- A. For me
- B. For others

### 1.4 How many?

Short answer.

### 1.3 What else?

Long answer.

For example: the size is "2.5 metres" or 9.9.

## 2. Our plan: sort

For the team.

Thank you. We plan this.

> **You would see:**
>
> - 000 and 001: version 2.9

- **2.1** What is the same? → the same day
- **2.2** Which comes first? → the newest

| No. | What | Our plan |
|---|---|---|
| 2.3 | Kept | one year |

## 3. Our plan: où ça «va»

For the team, too.

- **3.1** What first? → examples

## 4. Below every plan

For the team.

These lines are the same.

- **4.1** What do you pay? → nothing

| No. | What | Our plan |
|---|---|---|
| 4.2 | Runs on | one computer |

Correct it in a comment: *4.2 two computers*.
"""

FORM = """\
# Written from QUESTIONS.md by .github/scripts/questions.py. Change the list, not this file.
name: "1. Start"
description: "One minute."
title: "Start"
labels: ["question"]
body:
  - type: markdown
    attributes:
      value: "Please answer, as in 1.2.\\n\\nAnd thank you."
  - type: checkboxes
    id: q1-1
    attributes:
      label: "1.1 Which of these?"
      description: "Tick all that you want."
      options:
        - label: "A. Sort, \\"all\\" of it"
        - label: "B. Something else: none"
  - type: dropdown
    id: q1-2
    attributes:
      label: "1.2 For whom?"
      options:
        - "A. For me"
        - "B. For others"
  - type: input
    id: q1-4
    attributes:
      label: "1.4 How many?"
  - type: textarea
    id: q1-3
    attributes:
      label: "1.3 What else?"
      description: "For example: the size is \\"2.5 metres\\" or 9.9."
"""

TEMPLATE = """\
---
name: "2. Our plan: sort"
about: "For the team."
title: "Our plan: sort"
labels: ["question"]
---

Thank you. We plan this.

> **You would see:**
>
> - 000 and 001: version 2.9

- **2.1** What is the same? → the same day
- **2.2** Which comes first? → the newest

| No. | What | Our plan |
|---|---|---|
| 2.3 | Kept | one year |

These lines are the same.

- **4.1** What do you pay? → nothing

| No. | What | Our plan |
|---|---|---|
| 4.2 | Runs on | one computer |

Correct it in a comment: *4.2 two computers*.
"""


class Folder(unittest.TestCase):
    """Each test has a folder of its own, with a list and nothing written."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        environment = mock.patch.dict(os.environ, GITHUB_ACTIONS="false")
        environment.start()
        self.addCleanup(environment.stop)
        self.root = Path(folder.name)
        self.folder = self.root / questions.FOLDER

    def run_on(self, text: str | bytes, check: bool = False) -> tuple[int, str, str]:
        """Run on a list; return the exit status, standard output and standard error."""
        (self.root / questions.LIST).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.run_again(check)

    def run_again(self, check: bool = False) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = questions.run(self.root, check)
        return status, out.getvalue(), err.getvalue()

    def written(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in self.folder.glob("*")}

    def assert_one_error(self, text: str | bytes, line: int, words: str) -> None:
        """The list is refused with one error, at that line and with those words, and nothing is written."""
        status, out, err = self.run_on(text)
        self.assertEqual((status, out), (1, ""), err)
        self.assertRegex(err, rf"\AQUESTIONS\.md:{line}: .*{re.escape(words)}.*\n\Z")
        self.assertEqual(self.written(), {})

    def assert_error(self, old: str, new: str, words: str, below: int = 0) -> None:
        """SMALL with `new` in place of its first line `old` has one error, so many lines below that one."""
        with self.subTest(new=new):
            lines = SMALL.split("\n")
            index = lines.index(old)
            lines[index : index + 1] = new.split("\n") if new else []
            self.assert_one_error("\n".join(lines), index + 1 + below, words)


class Written(Folder):
    def test_the_start_becomes_a_form_and_each_plan_a_template(self) -> None:
        self.assertEqual(self.run_on(SMALL)[0], 0)
        self.assertEqual(sorted(self.written()), ["1-start.yml", "2-our-plan-sort.md", "3-our-plan-ou-ca-va.md"])
        self.assertEqual(self.written()["1-start.yml"], FORM)
        self.assertEqual(self.written()["2-our-plan-sort.md"], TEMPLATE)

    def test_the_counts_are_printed_without_numbers_letters_and_marks(self) -> None:
        more = SMALL.replace("- B. For others", "- B. For 5 % – “others”").replace("→ examples", "→ 12 examples")
        for text in (SMALL, more):
            out = self.run_on(text)[1]
            self.assertIn("1-start.yml: 4 questions, 0 decisions, 0 rows, 41 of 450 words\n", out)
            self.assertIn("3-our-plan-ou-ca-va.md: 0 questions, 2 decisions, 1 rows, 28 of 450 words\n", out)

    def test_line_ends_byte_order_mark_and_blank_lines_change_nothing(self) -> None:
        for text in (SMALL.replace("\n", "\r\n"), SMALL.replace("\n", "\r"), "\ufeff" + SMALL, SMALL.replace("\n\n", "\n\n\n")):
            self.run_on(text)
            self.assertEqual(self.written()["1-start.yml"], FORM)
            self.assertEqual(self.written()["2-our-plan-sort.md"], TEMPLATE)

    def test_any_words_and_any_language_stay_as_they_are(self) -> None:
        self.run_on(SMALL.replace("One minute.", "Yes # no").replace("How many?", "می\u200cخواهید؟ ?"))
        self.assertIn('description: "Yes # no"\n', self.written()["1-start.yml"])
        self.assertIn('label: "1.4 می\u200cخواهید؟ ?"\n', self.written()["1-start.yml"])

    def test_a_second_run_writes_nothing_and_a_leftover_goes(self) -> None:
        self.run_on(SMALL)
        (self.folder / "9-old.md").write_text("left over")
        (self.folder / "by-hand.yml").write_text("stays")
        self.assertNotIn("written", self.run_again()[1])
        self.assertNotIn("9-old.md", self.written())
        self.assertIn("by-hand.yml", self.written())


class Check(Folder):
    def test_nothing_to_say_when_all_is_the_same_but_for_line_ends(self) -> None:
        self.run_on(SMALL)
        self.assertEqual(self.run_again(check=True), (0, "", ""))
        for path in self.folder.glob("*"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        self.assertEqual(self.run_again(check=True), (0, "", ""))

    def test_a_difference_is_shown_and_not_mended(self) -> None:
        for name, change in (("1-start.yml", Path.unlink), ("1-start.yml", Path.touch), ("9-left-over.md", Path.touch)):
            self.run_on(SMALL)
            (self.folder / "1-start.yml").write_text("by hand")
            change(self.folder / name)
            before = self.written()
            status, out, err = self.run_again(check=True)
            self.assertEqual((status, self.written()), (1, before))
            self.assertIn('+description: "One minute."', out)
            self.assertIn(f"gives another {questions.FOLDER}/{name}", err)


class Syntax(Folder):
    """One slip is one error, at its line, with what to write instead."""

    def test_sections(self) -> None:
        for new in ("##2. Our plan: sort", "## Our plan: sort", "## 2 Our plan: sort"):
            self.assert_error("## 2. Our plan: sort", new, "write `## 2. Title`")
        self.assert_error("## 2. Our plan: sort", "## 1. Our plan: sort", "the number 1 is taken")
        self.assert_one_error("# No section", 1, "a section is missing")
        # A lost heading:
        self.assert_error("## 3. Our plan: où ça «va»", "", "move it", below=1)

    def test_questions(self) -> None:
        old = "### 1.2 For whom?"
        self.assert_error(old, "###1.2 For whom?", "the space after `###` is missing")
        self.assert_error(old, "### For whom?", "the number is missing")
        self.assert_error(old, "### 1.2 For whom", "the question mark is missing")
        self.assert_error(old, "", "the question above it is missing", below=1)

    def test_kinds(self) -> None:
        self.assert_error("Choose one.", "Choose one:", "write `Choose one.` or")
        self.assert_error("Short answer.", "", "the kind is missing", below=-2)
        self.assert_one_error(SMALL[: SMALL.index("Long answer.")] + SMALL[SMALL.index("## 2.") :], 33, "the kind is missing")
        self.assert_error("Tick all that you want.", "Tick all.\n\nAnd more.", "the kind above it is missing", below=2)

    def test_options(self) -> None:
        self.assert_error("- A. For me", "- For me", "the letter with a full stop is missing")
        self.assert_error("- B. For others", "- A. For others", "has the letters A A", below=-5)
        self.assert_error("- B. For others", "", "has 1 options", below=-5)
        self.assert_error("Short answer.", "Short answer.\n\n- A. Few\n- B. Many", "other kinds none", below=-2)

    def test_decisions(self) -> None:
        old = "- **2.1** What is the same? → the same day"
        self.assert_error(old, "**2.1** What is the same? → the same day", "the hyphen is missing")
        self.assert_error(old, "- 2.1 What is the same? → the same day", "the bold number is missing")
        self.assert_error(old, "- **2.1** What is the same? the same day", "the arrow is missing")
        self.assert_error(old, "- **2.1** What is the same → the same day", "the question mark is missing")

    def test_rows(self) -> None:
        old = "| 2.3 | Kept | one year |"
        self.assert_error(old, "2.3 | Kept | one year |", "the first bar is missing")
        self.assert_error(old, "| 2.3 | Kept | one year", "the last bar is missing")
        self.assert_error(old, "| Kept | one year |", "the number is missing")
        self.assert_error("|---|---|---|", "", "the dashes above it is missing")
        self.assert_error("| 2.3 | Kept | one year |", "| 2.3 | Kept | one year |\n\nMore text.", "move it", below=2)

    def test_lines_that_would_change_the_page(self) -> None:
        for new in ("```", "1. Thank you.", "* Thank you.", "+ Thank you.", "    Thank you."):
            self.assert_error("Thank you. We plan this.", new, "write `Whole sentences.`")
        self.assert_error("And thank you.", "And thank\nyou.", "continues the line above it", below=1)

    def test_numbers_and_links(self) -> None:
        self.assert_error("### 1.2 For whom?", "### 1.1 For whom?", "the number 1.1 is taken")
        self.assert_error("- **2.2** Which comes first? → the newest", "- **5.2** Which? → the newest", "`## 5. Title`")
        self.assert_error("Please answer, as in 1.2.", "Please answer, as in 1.9.", "no line has the number 1.9")
        old = "Above the first section stands what you like: [the form](../../issues/new?template=1-start.yml)."
        self.assert_error(old, old.replace("1-start", "1-begin"), "there is no form 1-begin.yml")
        self.assert_error("And thank you.", "[Thank](../../issues) you.", "the link leads nowhere")

    def test_all_errors_come_in_one_run_in_order(self) -> None:
        text = SMALL.replace("Short answer.", "Short.").replace("? → nothing", " → nothing").replace("- A. For me", "- For me")
        lines = [int(line.split(":")[1]) for line in self.run_on(text)[2].splitlines()]
        self.assertEqual((len(lines), lines), (3, sorted(lines)))

    def test_github_shows_an_error_at_its_line(self) -> None:
        with mock.patch.dict(os.environ, GITHUB_ACTIONS="true"):
            out = self.run_on(SMALL.replace("Short answer.", "100% short."))[1]
        self.assertRegex(out, r"\A::error file=QUESTIONS\.md,line=31::.*\n\Z")


class Limits(Folder):
    """What GitHub would refuse, hide or garble, and what is too long, is an error."""

    def test_descriptions(self) -> None:
        for new in ("Hm", "x" * 201):
            self.assert_error("One minute.", new, "3 to 200 characters")
        self.assertEqual(self.run_on(SMALL.replace("One minute.", "x" * 200))[0], 0)

    def test_texts_that_github_refuses_or_garbles(self) -> None:
        self.assert_error("### 1.4 How many?", f"### 1.4 {'x' * 146}?", "write at most 150")
        self.assert_error("### 1.4 How many?", "### 1.4 Which API key?", "asks for a secret")
        self.assert_error("And thank you.", "And <thank> you.", "without `<`")
        self.assert_error("And thank you.", "And ### thank you.", "`###` looks like the next answer")
        self.assert_error("And thank you.", "And\u200b thank you.", "U+200B")

    def test_options_of_a_menu_and_two_boxes_alike(self) -> None:
        self.assert_error("- A. For me", "- A. For me, alone", "a comma cuts the answer in two")
        text = SMALL.replace("Choose one.", "Choose any.").replace("- A. For me", '- A. Sort, "all" of it')
        self.assert_one_error(text, 26, "repeats a box")

    def test_too_many_questions_and_words(self) -> None:
        more = "".join(f"### 1.{n} More?\n\nShort answer.\n\n" for n in range(5, 11))
        self.assert_one_error(SMALL.replace("## 2. Our", more + "## 2. Our"), 5, "has 10 questions; write 1 to 9")
        self.assert_error("Thank you. We plan this.", "word " * 440, "write at most 450", below=-4)


class HardUse(Folder):
    def test_a_list_that_is_no_text(self) -> None:
        self.assert_one_error(SMALL.encode("utf-16"), 1, "is not UTF-8")
        self.assert_one_error(SMALL.encode() + b"\xff", SMALL.count("\n") + 1, "is not UTF-8")

    def test_files_that_cannot_be_read_or_written(self) -> None:
        with self.assertRaises(FileNotFoundError):
            self.run_again()
        self.folder.parent.mkdir()
        self.folder.write_text("a file in its place")
        with self.assertRaises(OSError):
            self.run_on(SMALL)

    def test_the_command_says_which_file_it_is_and_has_no_traceback(self) -> None:
        script = self.root / ".github/scripts/questions.py"
        script.parent.mkdir(parents=True)
        script.write_bytes((ROOT / questions.SCRIPT).read_bytes())
        done = subprocess.run([sys.executable, script], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\A\S+QUESTIONS\.md: No such file or directory; mend that, and run it again\n\Z")


class ThisRepository(unittest.TestCase):
    def test_what_is_committed_is_what_the_list_gives(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as err:
            status = questions.run(ROOT, check=True)
        self.assertEqual(status, 0, "\n" + err.getvalue())

    def test_every_link_of_the_pages_leads_somewhere(self) -> None:
        for page in ("README.md", "QUESTIONS.md", ".github/CONTRIBUTING.md"):
            text = re.sub("`[^`]*`", "", (ROOT / page).read_text("utf-8"))
            headings = {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in re.findall("^#+ (.*)", text, re.M)}
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                form = questions.FORM_LINK.search(target)
                if form:
                    found = (ROOT / questions.FOLDER / form[1]).is_file()
                elif target.startswith("#"):
                    found = target[1:] in headings
                else:
                    found = "issues" in target or target.startswith("http") or (ROOT / page).parent.joinpath(target).exists()
                self.assertTrue(found, f"{page} links to {target}, which is not there")

    def test_the_workflow_runs_the_commands_of_the_pages(self) -> None:
        workflow = (ROOT / ".github/workflows/check.yml").read_text("utf-8")
        self.assertIn(f"run: {re.search(r'python3 -m unittest[^`]*', README)[0]}\n", workflow)
        self.assertIn("run: python3 .github/scripts/questions.py --check\n", workflow)
