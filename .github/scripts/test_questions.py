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
README = (ROOT / "README.md").read_text("utf-8")

SMALL = """\
# A small list
Above the first part stands what you like: [the form](../../issues/new?template=1-start.yml), <b>HTML</b>.
## Start
*One minute.*

Please **answer**.
<!-- A note. -->

And thank you.

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
      value: "Please **answer**.\\n\\n\\nAnd thank you."
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
TEXT = HEAD.format("Start, as text", "For the app.", "Start") + """\
Write below.

### 1.1 How many?

*For example: "10" # or none*



### 1.10 Which?

- A. This: one
- 那

"""
PLAN = HEAD.format("Our plan", "For the team.", "Our plan") + SMALL[SMALL.index("<!-- A note\n"):]
FILES = {"1-start.yml": FORM, "2-start-as-text.md": TEXT, "3-our-plan.md": PLAN}


class Folder(unittest.TestCase):
    """Each test has a folder of its own, with a list and nothing written."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.environ["GITHUB_ACTIONS"] = "false"
        self.root = Path(folder.name)
        self.folder = self.root / questions.FOLDER

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
        self.assertEqual(len(err.splitlines()), len(errors), err)
        for line, (place, words) in zip(err.splitlines(), errors):
            self.assertRegex(line, rf"\AQUESTIONS\.md:{place}: .*{re.escape(words)}\Z")

    def assert_error(self, old: str, new: str, words: str, below: int = 0) -> None:
        """SMALL with `new` in place of its line `old` has one error, so many lines below that one."""
        with self.subTest(new=new):
            above, found, rest = SMALL.partition(f"\n{old}\n")
            self.assertTrue(found)
            self.assert_errors(f"{above}\n{new}\n{rest}", (above.count("\n") + 2 + below, words))

    def assert_fine(self, old: str, new: str) -> None:
        with self.subTest(new=new):
            self.assertIn(old, SMALL)
            self.assertEqual(self.run_on(SMALL.replace(old, new)), (0, mock.ANY, ""))


class Written(Folder):
    def test_the_three_files(self) -> None:
        out = "".join(f"{questions.FOLDER}/{name} written\n" for name in FILES)
        self.assertEqual((self.run_on(SMALL), self.written()), ((0, out, ""), FILES))

    def test_line_ends_a_byte_order_mark_and_spaces_behind_a_line_change_nothing(self) -> None:
        for change in (("\n", "\r\n"), ("\n", "\r"), ("# A", "\ufeff# A"), ("?\n", "? \t\n")):
            self.assertEqual(questions.files_of(SMALL.replace(*change).encode(), set()), (FILES, []))

    def test_a_menu_for_one_option_and_a_form_without_text(self) -> None:
        text = SMALL.replace("[ ]", "( )").replace("Please **answer**.", "").replace("And thank you.", "")
        self.assertEqual(self.run_on(text)[0], 0)
        self.assertNotIn("multiple", self.written()["1-start.yml"])
        self.assertIn("body:\n  - type: textarea\n", self.written()["1-start.yml"])

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
        for new in ("１．１ いつ？", "1.1　いつか。", "١٫١ كم؟", "1.1 Πόσο;", "1.1 Ինչո՞ւ:", "1.1 เท่าไร", "1.1 कितनी", "1.1 متى؟\u200f"):
            self.assert_fine("### 1.1 How many?", f"### {new}")
            self.assertIn("    id: q1-1\n", self.written()["1-start.yml"])
        for new in ("**３．２** 期間は？　*一年。*", "**3.2** เท่าไร *หนึ่ง*", "**٣.٢** كم؟ *\u200fسنة.*", "**3.2** Πόσο; *Ένα.*"):
            self.assert_fine("**3.2** 期間は？*一年。*", new)

    def test_signs_that_look_like_marks_are_named(self) -> None:
        for old, new, name in (("## Our plan", "＃＃ Our plan", "U+FF03 (FULLWIDTH NUMBER SIGN)"),
                               ("### 1.1 How many?", "＃＃＃ 1.1 数？", "U+FF03 (FULLWIDTH NUMBER SIGN)"),
                               ("- [ ] 那", "・[ ] 那", "U+30FB (KATAKANA MIDDLE DOT)"), ("- [ ] 那", "+ 那", "U+002B (PLUS SIGN)")):
            self.assert_error(old, new, f"begins with {name}; begin with `#`, `-`, `>` or a word")
        for old, sign in (("### 1.1 How many?", "\u3000"), ("- [ ] 那", "\u200e"), ("- [ ] 那", " "), ("## Our plan", "\t")):
            name = f"U+{ord(sign):04X} ({unicodedata.name(sign, 'a control sign')})"
            self.assert_error(old, sign + old, f"begins with {name}; begin with a mark or a word")
        self.assert_fine("And thank you.", "\u3000ありがとう。")

    def test_asterisks_that_neither_open_nor_close(self) -> None:
        for new in ("**方法：**違う", "か*「はい」*", "*One.*\u200f", "5 * 3", "a**b", "**a*", "* a*"):
            self.assert_error("And thank you.", f"A {new}", "`*slanted*` or `**bold**`, with a space or nothing outside")
        for new in ("**方法**：違う", "か *「はい」*", "(*one*)", "**a *b* c**", "**一**二", "*a* and **b**."):
            self.assert_fine("And thank you.", new)


class Refused(Folder):
    """One slip is one error, at its line, with what to write instead."""

    def test_parts_and_descriptions(self) -> None:
        parts, description = "write three `## Title`: form, the same as text, our plan", "3 to 200 characters, then text"
        self.assert_errors("# No part", (1, f"gives 0 parts; {parts}"))
        self.assert_errors(SMALL + "## More\n*Yes.*\n\nText.\n", (SMALL.count("\n") + 1, f"gives 4 parts; {parts}"))
        for new in ("##Our plan", "##", "## Start"):
            self.assert_error("## Our plan", new, "is no heading of a part, or repeats one; write `## Title`")
        self.assert_error("*One minute.*", "", description, below=2)
        for new in ("One minute.", "*Hm*", f"*{'x' * 201}*", "*One*.", "A *one*"):
            self.assert_error("*One minute.*", new, f"is no description; write `*Description*`, {description}")
        for new in ("*One*", f"*{'x' * 200}*"):
            self.assert_fine("*One minute.*", new)
        above, found, _ = SMALL.partition("*For the team.*\n")
        self.assert_errors(above, (above.count("\n"), description))
        self.assert_errors(above + found, (above.count("\n") + 1, description))

    def test_questions(self) -> None:
        for new in ("###1.1 How many?", "### How many?", "### 1 How many?", "### 1.1", "### 1.1 How many", "# 1.1 How?"):
            self.assert_error("### 1.1 How many?", new, "is no question; write `### 1.2 Question?`")
        for new in ("1.10 Which?", "All that you want."):
            self.assert_error("### 1.10 Which?", new, "is a second hint; write one, or `### 1.2 Question?` above it")
        self.assert_error("- [ ] 那", "- [ ] 那\n\nMore.", "write one, or `### 1.2 Question?` above it", below=2)
        self.assert_error('For example: "10" # or none', "*Ten*", "slants a hint, so write it without")
        above, rest = SMALL[:SMALL.index("### 1.1 ")], SMALL[SMALL.index("## Start, as"):]
        self.assert_errors(above + rest, (3, "there is no question, and GitHub wants one; write `### 1.1 Question?`"))

    def test_options(self) -> None:
        for new in ("- 那", "-[ ] 那", "- [] 那", "[ ] 那", "[] 那", "( ) 那", "() 那", "- [ ]", "- [x] 那", "- ( ) 那"):
            self.assert_error("- [ ] 那", new, "`- [ ] Option` everywhere to choose several, or `- ( ) Option` for one")
        self.assert_error("- [ ] 那", "- [ ] A. This: one", "repeats an option; write other words")
        self.assert_error("- [ ] 那", "- [ ] That, too", "@github/issue-parser cuts the answer in two; write it without")
        self.assert_error("- [ ] 那", "- [ ] None", "is an option that GitHub keeps for itself; write other words")

    def test_lines_of_the_plan(self) -> None:
        old = "- **3.1** ما المدة؟ *سنة.*"
        for new in ("**3.1** Why? *So.*", "- 3.1 Why? *So.*", "- **3.1** Why? So.", "- **3.1** Why. *So.*",
                    "- Why? *So.*", "- **3** Why? *So.*", "- **3.1** *So.*", "- [ ] One", "- [x] One"):
            self.assert_error(old, new, "is no line of a plan, or a box; write `- **3.1** Question? *Our answer.*`")
        for new in ("- **2.1** Why? *So.*", "- **1.10** Why? *So.*"):
            self.assert_error(old, new, "is taken; write one that was never used")
        self.assert_error("### 1.10 Which?", "### 1.1 Which?", "is taken; write one that was never used")
        self.assert_fine(old, "- Why *so*, or 3.1?")

    def test_notes(self) -> None:
        self.assert_error("<!-- A note. -->", "<!-- A note.", "write it without `<`, and close a note with `-->`")
        self.assert_error("- in two lines -->", "- in two lines", "close a note with `-->`", below=-1)
        self.assert_error("<!-- A note. -->", "A note. -->", "ends a note that did not begin; write `<!--` before it")
        self.assert_fine("- in two lines -->", "- **2.1** in two lines <b> -->")

    def test_what_github_garbles(self) -> None:
        old = "And thank you."
        self.assert_error(old, "And <thank> you.", "write it without `<`, and close a note with `-->`")
        self.assert_error(old, "And ### thank you.", "the next answer to programs that read the issue; write it without")
        self.assert_error(old, "And\a thank you.", "holds U+0007 (a control sign), which YAML cannot; type the line again")
        for line, new in ((old, "And **thank\nyou**."), ("- **2.1** ‹Question?› *‹Answer.›*", "- **2.1** Why\nso?")):
            self.assert_error(line, new, "and an issue shows the line end; write a paragraph on one line", below=1)
        self.assert_error("### 1.1 How many?", f"### 1.1 {'x' * 146}?", "in the issue; write at most 150 characters")
        self.assert_fine("### 1.1 How many?", f"### 1.1 {'x' * 145}?")
        self.assert_error("### 1.1 How many?", "### 1.1 Which API key?", "GitHub lets nobody ask for it; reword it")
        for target in ("QUESTIONS.md", "/x", "#x", "../x.png"):
            self.assert_error(old, f"[Thank]({target}) you.", "leads nowhere from an issue; begin it with `https://`")
        for target in ("https://example.com", "mailto:us@example.com", "../issues/new?template=3-our-plan.md"):
            self.assert_fine(old, f"And [thank]({target}) you.")
        self.assert_error(old, "[A](../issues/new?template=1-begin.yml) form.", "write the name of one that is")

    def test_all_errors_come_in_one_run_in_order_also_when_alike(self) -> None:
        text = SMALL.replace("- [ ]", "-").replace("*سنة.*", "سنة.").replace("1.1 How", "How").replace("*One", "One")
        places = [int(line.split(":")[1]) for line in self.run_on(text)[2].splitlines()]
        wrong = ("One minute.*", "### How many?", "- A. This: one", "- 那", "- **3.1** ما المدة؟ سنة.")
        self.assertEqual(places, [text.split("\n").index(line) + 1 for line in wrong])

    def test_github_shows_an_error_at_its_line(self) -> None:
        os.environ["GITHUB_ACTIONS"] = "true"
        self.assertRegex(self.run_on(SMALL.replace("1.1 How", "How"))[1], r"\A::error file=QUESTIONS\.md,line=11::is no.*\n\Z")
        self.assertEqual(self.run_on(SMALL, check=True)[1].count("::error file=QUESTIONS.md,line=1::gives another"), 3)


class HardUse(Folder):
    def test_a_list_that_is_no_text(self) -> None:
        self.assert_errors(SMALL.encode("utf-16"), (1, "is not UTF-8; save the file as UTF-8"))
        self.assert_errors(SMALL.encode() + b"\xff", (SMALL.count("\n") + 1, "is not UTF-8; save the file as UTF-8"))

    def test_files_that_cannot_be_written(self) -> None:
        self.folder.parent.mkdir()
        self.folder.write_text("a file in its place")
        with self.assertRaises(OSError):
            self.run_on(SMALL)

    def test_the_command_says_which_file_it_is_and_has_no_traceback(self) -> None:
        script = self.root / questions.SCRIPT
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

    def test_the_example_in_the_script_is_a_list(self) -> None:
        example = re.sub("(?m)^    |   .*", "", questions.__doc__.split("anywhere.\n")[1].split("\nWords,")[0])
        files, problems = questions.files_of(example.encode(), set())
        self.assertEqual((len(files), problems), (3, []))

    def test_every_link_of_the_pages_leads_somewhere(self) -> None:
        for page in ("README.md", "QUESTIONS.md", ".github/CONTRIBUTING.md"):
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub("`[^`]*`", "", (ROOT / page).read_text("utf-8"))):
                form = questions.FORM_LINK.search(target)
                name, _, heading = target.partition("#")
                path = ROOT / questions.FOLDER / form[1] if form else (ROOT / page).parent / name
                with self.subTest(page=page, target=target):
                    self.assertTrue(target.endswith("../issues") or path.exists())
                    if heading:
                        self.assertIn(f"# {heading.replace('-', ' ')}\n", path.read_text("utf-8").lower())

    def test_the_workflow_runs_the_commands_of_the_pages(self) -> None:
        workflow = (ROOT / ".github/workflows/check.yml").read_text("utf-8")
        self.assertIn(f"run: {re.search(r'python3 -m unittest[^`]*', README)[0]}\n", workflow)
        self.assertIn(f"run: python3 {questions.SCRIPT} --check\n", workflow)
