"""Tests of the script that writes the form and the templates, of what is committed, and of the pages."""
import contextlib
import io
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import unittest
from pathlib import Path
from unittest import mock

import questions

ROOT = questions.ROOT

SMALL = """\
# A small list
Above the first part stands what you like: [the form](../../issues/new?template=1-start.yml), <b>HTML</b>.
## Start
*One minute.*

Please **answer**.
<!-- A note. -->

### 1.1 How many?

For example: "10" # or none

### 1.10 Which?

- [ ] A. This: one
- [ ] 那
## Start, as text
*For the app.*

Write below.
## Our plan
*For the team.*

<!-- A note
- in two lines -->

@‹name› Hello.
- **2.1** ‹Question?› *‹Answer.›*
- **3.1** ما المدة؟ *سنة.*
- **3.2** 期間は？*一年。*
"""

FORM = """\
# Written from QUESTIONS.md by .github/scripts/questions.py. Change the list, not this file.
name: "Start"
description: "One minute."
title: "Start"
labels: ["question"]
body:
  - type: markdown
    attributes:
      value: "Please **answer**."
  - type: textarea
    id: q1-1
    attributes:
      label: "1.1 How many?"
      description: "For example: \\"10\\" # or none"
  - type: dropdown
    id: q1-10
    attributes:
      label: "1.10 Which?"
      multiple: true
      options:
        - "A. This: one"
        - "那"
"""

HEAD = '---\nname: "{}"\nabout: "{}"\ntitle: "{}"\nlabels: ["question"]\n---\n\n'
TEXT = HEAD.format("Start, as text", "For the app.", "Start") + 'Write below.\n\n### 1.1 How many?\n\n' \
    '*For example: "10" # or none*\n\n\n\n### 1.10 Which?\n\n- A. This: one\n- 那\n\n'
TOP, QUESTION, OPTION, ANSWER = "Please **answer**.", "### 1.1 How many?", "- [ ] 那", "- **3.1** ما المدة؟ *سنة.*"
PLAN = HEAD.format("Our plan", "For the team.", "Our plan") + SMALL[SMALL.index("<!-- A note\n"):]
FILES = {"1-start.yml": FORM, "2-start-as-text.md": TEXT, "3-our-plan.md": PLAN}


class Folder(unittest.TestCase):
    """Each test has a folder of its own, with a list and nothing written."""

    def setUp(self) -> None:
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.enterContext(mock.patch.dict(os.environ, GITHUB_ACTIONS="false"))
        self.folder = self.root / questions.FOLDER
        self.folder.mkdir(parents=True)

    def run_on(self, text: str | bytes, check: bool = False) -> tuple[int, str, str]:
        """Run on a list; return the exit status, standard output and standard error."""
        (self.root / questions.LIST).write_bytes(text if isinstance(text, bytes) else text.encode())
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = questions.run(self.root, check)
        return status, out.getvalue(), err.getvalue()

    def written(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in sorted(self.folder.glob("*"))}

    def assert_errors(self, text: str | bytes, *errors: tuple[int, str]) -> None:
        """The list is refused with these errors, each at its line and ending so, and nothing is written."""
        before = self.written()
        status, out, err = self.run_on(text)
        self.assertEqual((status, out, self.written()), (1, "", before), err)
        self.assertEqual(self.run_on(text, check=True)[2], err)
        for line, (place, words) in zip(err.splitlines(), errors, strict=True):
            self.assertRegex(line, rf"\AQUESTIONS\.md:{place}: .*{re.escape(words)}\Z")

    def assert_error(self, old: str, words: str, *news: str, below: int = 0) -> None:
        """SMALL with each of `news` in place of its line `old` has one error, so many lines below that one."""
        above, found, rest = SMALL.partition(f"\n{old}\n")
        self.assertTrue(found)
        for new in news:
            with self.subTest(new=new):
                self.assert_errors(f"{above}\n{new}\n{rest}", (above.count("\n") + 2 + below, words))

    def assert_fine(self, old: str, *news: str) -> None:
        self.assertIn(old, SMALL)
        for new in news:
            self.assertEqual(self.run_on(SMALL.replace(old, new))[::2], (0, ""), new)


class Written(Folder):
    def test_the_three_files(self) -> None:
        out = "".join(f"{questions.FOLDER}/{name} written\n" for name in FILES)
        self.assertEqual((self.run_on(SMALL), self.written()), ((0, out, ""), FILES))

    def test_line_ends_a_byte_order_mark_and_spaces_behind_a_line_change_nothing(self) -> None:
        for change in (("\n", "\r\n"), ("\n", "\r"), ("?\n", "? \t\u3000\n")):
            self.assertEqual(questions.files_of(SMALL.replace(*change).encode(), set()), (FILES, []))
        self.assertEqual(questions.files_of(("\ufeff" + SMALL[SMALL.index("## Start"):]).encode(), set()), (FILES, []))

    def test_a_menu_for_one_option_and_a_form_without_text(self) -> None:
        form = questions.files_of(SMALL.replace("[ ]", "( )").replace(TOP, "").encode(), set())[0]["1-start.yml"]
        self.assertNotIn("multiple", form)
        self.assertIn("body:\n  - type: textarea\n", form)

    def test_a_second_run_writes_nothing_and_a_leftover_goes(self) -> None:
        self.run_on(SMALL)
        (self.folder / "9-old.md").write_text("left over")
        (self.folder / "by-hand.yml").write_text("stays")
        self.assertEqual(self.run_on(SMALL), (0, f"{questions.FOLDER}/9-old.md removed\n", ""))
        self.assertEqual(self.written().keys(), {*FILES, "by-hand.yml"})

    def test_check_names_each_file_that_differs_and_writes_nothing(self) -> None:
        self.run_on(SMALL)
        for path in self.folder.glob("*"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
        self.assertEqual(self.run_on(SMALL, check=True), (0, "", ""))
        (self.folder / "1-start.yml").write_text("by hand")
        (self.folder / "3-our-plan.md").unlink()
        (self.folder / "9-old.md").touch()
        before = self.written()
        status, out, err = self.run_on(SMALL, check=True)
        self.assertEqual((status, out, self.written()), (1, "", before))
        words = f"QUESTIONS.md:1: gives another {questions.FOLDER}/%s; run {questions.SCRIPT} and commit what it writes"
        self.assertEqual(err.splitlines(), [words % name for name in ("1-start.yml", "3-our-plan.md", "9-old.md")])


class AnyLanguage(Folder):
    def test_questions_and_lines(self) -> None:
        for new in ("１．１ いつ？", "1.1　いつか。", "١٫١ كم؟", "1.1 Πόσο;", "1.1 Ինչո՞ւ:", "1.1 เท่าไร", "1.1 कितनी",
                    "1.1 كم؟\u200f", "1.1. Πόσοι; (περίπου)", "1.1 いくつか（約）", "1.1 หรือ PC (1)"):
            self.assert_fine(QUESTION, f"### {new}")
            self.assertIn("    id: q1-1\n", self.written()["1-start.yml"])
        self.assert_fine("**3.2** 期間は？*一年。*", "**３．２** 期間は？　*一年。*", "**3.2** เท่าไร *หนึ่ง*", "**3.2** Πόσο; *Ένα.*")

    def test_signs_that_look_like_marks_are_named(self) -> None:
        for sign in "＃－–•・·＊＞＜+":
            words = f"begins with U+{ord(sign):04X} ({unicodedata.name(sign)}); begin with `#`, `-`, `>`, `<!--` or a"
            self.assert_error(OPTION, f"{words} word", f"{sign} 那")
        self.assert_error("## Our plan", "begin with `#`, `-`, `>`, `<!--` or a word", "＃＃ Our plan")
        words = "; write `- [ ]` or `- ( )` with the signs of English"
        self.assert_error(OPTION, f"holds U+FF3B (FULLWIDTH LEFT SQUARE BRACKET){words}", "- ［ ］那", "- ［　］那", "［　］那")
        self.assert_error(OPTION, f"holds U+3000 (IDEOGRAPHIC SPACE){words}", "-　[ ] 那")
        for sign, name in (("\u3000", "U+3000 (IDEOGRAPHIC SPACE)"), ("\t", "U+0009 (a control sign)"),
                           ("\u200e", "U+200E (LEFT-TO-RIGHT MARK)"), (" ", "U+0020 (SPACE)")):
            for old in ("## Our plan", QUESTION, OPTION, ANSWER):
                self.assert_error(old, f"begins with {name}; begin with a mark or a word", sign + old)
        self.assert_fine(TOP, "\u3000ありがとう。\u3000", "— Ναι.", "2.000 €", "- 9.15 น.", "~5 and ~10", "  A.")

    def test_asterisks_that_neither_open_nor_close(self) -> None:
        words = "shows an asterisk; write `*slanted*` or `**bold**`, with a space or nothing outside"
        self.assert_error(TOP, words, "**方法：**違う", "か*「はい」*", "ที่นี่**(เช่น)**", "5 * 3", "a**b", "**a*", "*a")
        self.assert_fine(TOP, "**方法**：違う", "か *「はい」*", "(*one*)", "**a *b* c**", "**一**二", "ว่า**ใช่**ใน", "*a* **b**.")
        self.assert_error(TOP, "so the `*` before it does not close; cut the mark", "*لا.*\u200f")


class Refused(Folder):  # one slip is one error, at its line, with what to write instead
    def test_parts_and_descriptions(self) -> None:
        words = "parts; write three `## Title`: form, the same as text, our plan"
        self.assert_errors("# No part", (1, f"gives 0 {words}"))
        self.assert_errors(SMALL + "## More\n*Yes.*\n\nText.\n", (SMALL.count("\n") + 1, f"gives 4 {words}"))
        self.assert_error("## Our plan", "or repeats one; write `## Title`", "##Our plan", "##", "## Start")
        words = "is no description; write `*Description*`, 3 to 200 characters, then text"
        self.assert_error("*One minute.*", words, "", below=2)
        self.assert_error("*One minute.*", words, "One minute.", "*Hm*", f"*{'x' * 201}*", "*One*.", "A *one*")
        self.assert_fine("*One minute.*", "*One*", f"*{'x' * 200}*")
        above, found, _ = SMALL.partition("*For the team.*\n")
        self.assert_errors(above, (above.count("\n"), words))
        self.assert_errors(above + found, (above.count("\n") + 1, words))

    def test_questions(self) -> None:
        self.assert_error(QUESTION, "is no question; write `### 1.2 Question?`", "###1.1 How many?", "### How many?",
                          "### 1 How many?", "### 1.1", "### 1.1 How many", "# 1.1 How many?", "## 1.1 How many?")
        for old, new in ((QUESTION, "1.1 How many?"), ("Write below.", "### 1.3 Why?"), ("Write below.", ANSWER)):
            self.assert_error(old, "write `### 1.2 Question?` in the first part, or begin with a word", new)
        words = "write `- [ ] Option`, one hint, or `### 1.2 Question?` above"
        self.assert_error("### 1.10 Which?", words, "1.10 Which?", "All that you want.")
        self.assert_error(OPTION, words, f"{OPTION}\n\nMore.", below=2)
        self.assert_error('For example: "10" # or none', "slants a hint, so write it without", "*Ten*")
        self.assert_errors(SMALL[:SMALL.index(QUESTION)] + SMALL[SMALL.index("## Start, as"):], (3, "1.1 Question?`"))

    def test_options(self) -> None:
        self.assert_error(OPTION, "write `- [ ] Option` everywhere to choose several, or `- ( ) Option` for one", "- 那",
                          "-[ ] 那", "- [] 那", "[ ] 那", "[] 那", "( ) 那", "() 那", "- [ ]", "- [x] 那", "- ( ) 那")
        self.assert_error(OPTION, "repeats an option; write other words", "- [ ] A. This: one")
        self.assert_error(OPTION, "at a comma, and keeps `None`; write other words", "- [ ] That, too", "- [ ] None")

    def test_lines_of_the_plan(self) -> None:
        self.assert_error(ANSWER, "is no line of a plan, or a box; write `- **3.1** Question? *Our answer.*`",
                          "**3.1** Why? *So.*", "- 3.1 Why? *So.*", "- **3.1** Why? So.", "- **3.1** Why. *So.*",
                          "- Why? *So.*", "- **3** Why? *So.*", "- **3.1** *So.*", "- [ ] One", "1. **3.1**")
        self.assert_error(ANSWER, "write one that was never used", "- **2.1** Why? *So.*", "- **1.10** Why? *So.*")
        self.assert_error("### 1.10 Which?", "write one that was never used", "### 1.1 Which?")
        self.assert_fine(ANSWER, "- Why *so*, or 3.1?", "> 3.9 is *so*", "> ## Report")

    def test_notes(self) -> None:
        words = "GitHub swallows HTML; write it without `<`, and put `<!-- notes -->` on lines of their own"
        self.assert_error("<!-- A note. -->", words, "<!-- A note.", "A note. -->", "A <note>.", "A <!-- x --> y.")
        self.assert_error(ANSWER, words, f"<!-- x --> {ANSWER}", f"{ANSWER} <!-- x -->")
        self.assert_error("- in two lines -->", words, "- in two lines", below=-1)
        self.assert_fine("- in two lines -->", "- **2.1** in two lines <b> -->")

    def test_what_github_garbles(self) -> None:
        self.assert_error(TOP, "the next answer to programs that read the issue; write it without", "And ### you.")
        self.assert_error(TOP, "holds U+0007 (a control sign), which YAML cannot; type the line again", "And\a you.")
        self.assert_error(TOP, "what stands between two `~`; write another sign", "10~15分、20~30分")
        self.assert_error(TOP, "that changes the sign behind it; write it in words", "```", "~~~", "\\*a\\*", "a\\")
        for old, new in ((TOP, "And thank\nyou."), (ANSWER, "- **3.1** Why\nso?")):
            self.assert_error(old, "shows the line end; write a paragraph on one line", new, below=1)
        self.assert_error(QUESTION, "in the issue; write at most 150 characters", f"### 1.1 {'x' * 146}?")
        self.assert_fine(QUESTION, f"### 1.1 {'x' * 145}?")
        self.assert_error(QUESTION, "GitHub lets nobody ask for it; reword it", "### 1.1 Which API key?")
        self.assert_error(TOP, "holds a link that leads nowhere from an issue; begin it with `https://`",
                          "[A](QUESTIONS.md)", "[A](/x)", "[A](#x)", "![A](../x.png)")
        self.assert_fine(TOP, "[A](https://x.org)", "[A](mailto:us@x.org)", "[A](../issues/new?template=3-our-plan.md)")
        self.assert_error(TOP, "; write the name of one that is", "[A](../issues/new?template=1-begin.yml) form.")

    def test_all_errors_come_in_one_run_in_order_also_when_alike(self) -> None:
        text = SMALL.replace("@", "<b>@").replace("- [ ]", "-").replace("*سنة.*", "سنة.").replace("1.1 How", "How")
        wrong = ("### How many?", "- A. This: one", "- 那", "<b>@‹name› Hello.", "- **3.1** ما المدة؟ سنة.")
        self.assert_errors(text, *((text.split("\n").index(line) + 1, "") for line in wrong))

    def test_github_shows_an_error_at_its_line(self) -> None:
        os.environ["GITHUB_ACTIONS"] = "true"  # set back by setUp's patch
        out = self.run_on(SMALL.replace("1.1 How", "How"))[1]
        self.assertEqual(out, "::error file=QUESTIONS.md,line=9::is no question; write `### 1.2 Question?`\n")
        self.assertEqual(self.run_on(SMALL, check=True)[1].count("::error file=QUESTIONS.md,line=1::gives another"), 3)

    def test_a_list_that_is_no_text(self) -> None:
        self.assert_errors(SMALL.encode("utf-16"), (1, "is not UTF-8; save the file as UTF-8"))
        self.assert_errors(SMALL.encode() + b"\xff", (SMALL.count("\n") + 1, "is not UTF-8; save the file as UTF-8"))

    def test_the_command_says_which_file_it_is_and_has_no_traceback(self) -> None:
        script = self.root / questions.SCRIPT
        script.parent.mkdir(parents=True)
        script.write_bytes((ROOT / questions.SCRIPT).read_bytes())
        done = subprocess.run([sys.executable, script], capture_output=True, text=True)
        self.assertRegex(done.stderr, r"\A\S+QUESTIONS\.md: No such file or directory; mend that, and run it again\n\Z")


class ThisRepository(unittest.TestCase):
    def test_what_is_committed_is_what_the_list_gives(self) -> None:
        self.assertEqual(questions.run(ROOT, check=True), 0)

    def test_the_example_in_the_script_is_a_list(self) -> None:
        example = re.sub("(?m)^    |   .*", "", questions.__doc__.split("their own.\n")[1].split("\nWords,")[0])
        self.assertEqual(questions.files_of(example.encode(), set())[1], [])

    def test_every_link_of_the_pages_leads_somewhere(self) -> None:
        for page in ("README.md", "QUESTIONS.md", ".github/CONTRIBUTING.md"):
            text = re.sub("`[^`]*`", "", (ROOT / page).read_text("utf-8"))
            for target in re.findall(r"\]\((?!https:|mailto:)([^)\s]+)\)", text):
                form = questions.FORM_LINK.search(target)
                name, _, heading = target.partition("#")
                path = ROOT / questions.FOLDER / form[1] if form else (ROOT / page).parent / name
                self.assertTrue(target.endswith("../issues") or path.exists(), f"{page}: {target}")
                headings = re.findall("(?m)^#+ (.*)", path.read_text("utf-8").lower()) if heading else [""]
                self.assertIn(re.sub(r"\W", "", heading), [re.sub(r"\W", "", line) for line in headings])

    def test_the_workflow_runs_the_commands_of_the_pages(self) -> None:
        workflow = (ROOT / ".github/workflows/check.yml").read_text("utf-8")
        command = re.search(r"python3 -m unittest[^`]*", (ROOT / "README.md").read_text("utf-8"))[0]
        self.assertIn(f"run: {command}\n", workflow)
        self.assertIn(f"run: python3 {questions.SCRIPT} --check\n", workflow)
