#!/usr/bin/env python3
"""Write the issue forms from QUESTIONS.md, the only place where a question is written.

Without arguments every form that differs from the list is written anew. With --check nothing
is written: the differences are shown, and the exit status is 1 if there are any. A list that
breaks a rule is reported line by line on standard error, with exit status 1 and no form touched.

The syntax of the list is explained in .github/CONTRIBUTING.md. Where a rule is GitHub's own, its
source is "Syntax for issue forms", "Syntax for GitHub's form schema" or "Common validation errors
when creating issue forms" on docs.github.com, unless a comment says otherwise.
"""
import argparse
import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = "QUESTIONS.md"
FORMS = ".github/ISSUE_TEMPLATE"
WRITE = "run `python3 .github/scripts/questions.py` and commit what it writes"

KINDS = {
    "Choose one.": "dropdown",
    "Choose any.": "checkboxes",
    "Short answer.": "input",
    "Long answer.": "textarea",
}
KIND_HELP = " or ".join(f"`{kind}`" for kind in KINDS)
PARTS = ("Example", "Why we ask", "If blank")
PART_HELP = " or ".join(f"`**{part}:** …`" for part in PARTS)
WAY_OUT = re.compile(r"\belse\b", re.IGNORECASE)

ISSUE_LIMIT = 65_536  # characters in one issue: the list must fit, so that it can be posted as one
QUESTION_LIMIT = 150  # a longer heading wraps badly in the submitted issue
OPTION_LIMIT = 60  # a longer option is hard to pick on a phone
TITLE_LIMIT = 60  # the title is a file name, too
# Not in GitHub's documentation: a form whose description is shorter or longer than this vanishes
# from the chooser without a word (reported in DataDog/datadog-agent#44754 and elsewhere).
DESCRIPTION_LIMITS = (3, 200)
# GitHub refuses to ask for secrets in the label of a typed answer; it does not publish its list of words.
FORBIDDEN_WORDS = ("password", "passphrase", "credential", "secret key", "api key", "token")
JOINERS = "\u200c\u200d"  # invisible, but some languages need them

SECTION = re.compile(r"## ([1-9][0-9]*)\. (\S.*)")
QUESTION = re.compile(r"### ([1-9][0-9]*\.[1-9][0-9]* \S.*\?)")
KIND = re.compile(rf"({'|'.join(map(re.escape, KINDS))})( Required\.)?")
OPTION = re.compile(r"- ([A-Z]\. \S.*)")
PART = re.compile(rf"\*\*({'|'.join(PARTS)}):\*\* (\S.*)")
# What was meant as one of these, so that it is reported and not taken for the page's own words.
SECTION_ATTEMPT = re.compile(r"\s*##(?!#)|\s*#+\s*[0-9]+[.)]\s*[^\W\d]")  # "##1. Title", "# 1) Title"
QUESTION_ATTEMPT = re.compile(r"\s*###")  # "###Question?"
QUESTION_NUMBER = re.compile(r"\s*#+\s*[0-9]+\s*[.,]\s*[0-9]|\s*[0-9]+\.[0-9]+\s.*\?$")  # "## 1,2 Q?", "1.2 Q?"
OPTION_ATTEMPT = re.compile(r"\s*[-*+]?\s*\(?[A-Za-z]\s?[.):](?!\w\.)\s*\S")  # "* a) Option", not "e.g. this"
PART_ATTEMPT = re.compile(rf"\*\*|[\s*_]*({'|'.join(PARTS)})[\s*_]*:", re.IGNORECASE)  # "**Wy we ask:**"

ITALICS = re.compile(r"\s*(?<!\*)\*(?![*\s])[^*]+(?<!\s)\*(?!\*)")
HIDING = re.compile(r"\s*(```|~~~)|.*<!--")
HTML = re.compile(r"<[A-Za-z/?]")
FORM_LINK = re.compile(r"issues/new\?template=([^)&#\s]*)")


@dataclass(frozen=True)
class Problem:
    """What to mend: the line of QUESTIONS.md, what is wrong with it, what to write instead."""

    line: int
    text: str


@dataclass(frozen=True)
class Line:
    """A line, or a paragraph with the number of its first line."""

    number: int
    text: str


@dataclass(frozen=True)
class Question:
    line: int
    text: str  # with its number: "2.3 How many documents are there?"
    kind: str
    required: bool
    options: tuple[Line, ...]  # with their letters: "A. A web page"
    parts: dict[str, Line]

    @property
    def number(self) -> str:
        return self.text.split()[0]


@dataclass(frozen=True)
class Section:
    line: int
    number: str
    title: str
    intro: tuple[Line, ...]
    questions: tuple[Question, ...]

    @property
    def form_name(self) -> str:
        """The file of the section's form: "2-what-goes-in.yml"."""
        plain = unicodedata.normalize("NFKD", self.title).encode("ascii", "ignore").decode().lower()
        return "-".join([self.number, *re.findall(r"[a-z0-9]+", plain)]) + ".yml"

    def intro_on_form(self) -> list[str]:
        """The first paragraphs as the form shows them: its description, then what stands at its top."""
        return [text for paragraph in self.intro if (text := form_text(paragraph.text))]


def form_text(text: str) -> str:
    """What goes into the form: words in *italics* stay on the page."""
    return " ".join(ITALICS.sub("", text).split())


# Read.


def read_lines(data: bytes) -> tuple[list[Line], list[Problem]]:
    """Take the bytes of the list; return its lines, and a problem for each that no form could hold."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return [], [Problem(data.count(b"\n", 0, error.start) + 1, "is not UTF-8; save the file as UTF-8")]
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        # Categories C…: control, invisible, right-to-left marks, private, unassigned.
        odd = [c for c in line if unicodedata.category(c)[0] == "C" and c not in "\t" + JOINERS]
        if odd:
            problems.append(Problem(number, f"holds the invisible character U+{ord(odd[0]):04X}; type the line again"))
            line = "".join(c for c in line if c not in odd)
        if HIDING.match(line):
            problems.append(Problem(number, "can hide a question, as code or comment; write plain text"))
        lines.append(Line(number, line.rstrip()))
    if len(text) > ISSUE_LIMIT:
        number = text.count("\n", 0, ISSUE_LIMIT) + 1
        problems.append(Problem(number, f"is where an issue ends; write at most {ISSUE_LIMIT} characters in all"))
    return lines, problems


def is_question_heading(text: str) -> bool:
    return bool(QUESTION_NUMBER.match(text) or (QUESTION_ATTEMPT.match(text) and not SECTION_ATTEMPT.match(text)))


def is_section_heading(text: str) -> bool:
    return bool(SECTION_ATTEMPT.match(text)) and not is_question_heading(text)


def split_at(lines: list[Line], is_heading: Callable[[str], bool]) -> tuple[list[Line], list[tuple[Line, list[Line]]]]:
    """Return the lines before the first heading, then each heading with the lines under it."""
    before: list[Line] = []
    groups: list[tuple[Line, list[Line]]] = []
    for line in lines:
        if is_heading(line.text):
            groups.append((line, []))
        else:
            (groups[-1][1] if groups else before).append(line)
    return before, groups


def paragraphs(lines: list[Line]) -> tuple[Line, ...]:
    """Join the lines between two blank lines."""
    joined: list[Line] = []
    above = ""
    for line in lines:
        if line.text and above:
            joined[-1] = Line(joined[-1].number, f"{joined[-1].text} {line.text}")
        elif line.text:
            joined.append(line)
        above = line.text
    return tuple(joined)


def read_list(lines: list[Line]) -> tuple[list[Section], list[Problem]]:
    """Return the sections, and what does not fit the syntax.

    What stands under a broken question heading is not read, so that one slip is reported once.
    """
    sections: list[Section] = []
    problems: list[Problem] = []
    before, groups = split_at(lines, is_section_heading)
    early = [line.number for line in before if is_question_heading(line.text)]
    if early:
        problems.append(Problem(early[0], "stands before the first section; write `## 1. Title` above it"))
    elif not groups:
        problems.append(Problem(1, "holds no section; write `## 1. Title` and questions under it"))
    for heading, body in groups:
        intro, question_groups = split_at(body, is_question_heading)
        questions = []
        for question_heading, question_body in question_groups:
            match = QUESTION.fullmatch(question_heading.text)
            if match:
                text = " ".join(match[1].split())
                question, found = read_question(question_heading.number, text, question_body)
                problems += found
                if not found:
                    questions.append(question)
            else:
                problems.append(Problem(question_heading.number, "is no heading; write `### 1.2 Question?`"))
        match = SECTION.fullmatch(heading.text)
        if not match:
            problems.append(Problem(heading.number, "is no heading; write `## 1. Title` or `### 1.2 Question?`"))
        elif not question_groups:
            problems.append(Problem(heading.number, "has no question; write `### 1.2 Question?` below, or cut it"))
        else:
            title = " ".join(match[2].split())
            sections.append(Section(heading.number, match[1], title, paragraphs(intro), tuple(questions)))
    return sections, problems


def read_question(line_number: int, text: str, body: list[Line]) -> tuple[Question, list[Problem]]:
    """Read the parts under a question's heading; what is none of them stays on the page."""
    kind, required = "", False
    options: list[Line] = []
    parts: dict[str, Line] = {}
    problems: list[Problem] = []
    above = ""  # what the line above belongs to: a part, "option", or nothing after a blank line
    for line in body:
        if not line.text:
            above = ""
        elif match := KIND.fullmatch(line.text):
            if kind:
                problems.append(Problem(line.number, "a second kind; write the next question's heading above it"))
                break
            kind, required = match[1], bool(match[2])
        elif match := PART.fullmatch(line.text):
            above = match[1]
            if above in parts:
                problems.append(Problem(line.number, f"a second `{above}`; keep one"))
            parts[above] = Line(line.number, match[2])
        elif match := OPTION.fullmatch(line.text):
            above = "option"
            options.append(Line(line.number, match[1]))
        elif PART_ATTEMPT.match(line.text):
            problems.append(Problem(line.number, f"is no part; write {PART_HELP}, or begin with a plain word"))
        elif above in parts:
            parts[above] = Line(parts[above].number, f"{parts[above].text} {line.text}")
        elif OPTION_ATTEMPT.match(line.text) or (above == "option" and line.text.startswith("-")):
            problems.append(Problem(line.number, "is no option; write `- A. Option`"))
        elif above == "option":
            options[-1] = Line(options[-1].number, f"{options[-1].text} {line.text}")
        elif not kind and not problems:
            problems.append(Problem(line.number, f"is no kind; write {KIND_HELP} above it"))
    if not kind and not problems:
        problems.append(Problem(line_number, f"has no kind; write {KIND_HELP} below"))
    return Question(line_number, text, kind, required, tuple(options), parts), problems


# Check.


def check_question(question: Question) -> Iterator[Problem]:
    """Find what GitHub would refuse or garble in a question, and what makes it a bad question."""
    heading = question.text
    yield from (Problem(question.line, flaw) for flaw in flaws(heading))
    if len(heading) > QUESTION_LIMIT:
        yield Problem(question.line, f"has {len(heading)} characters; write at most {QUESTION_LIMIT}")
    for word in FORBIDDEN_WORDS:
        if word in heading.lower():
            yield Problem(question.line, f'GitHub refuses a question that holds "{word}"; write another word')
    if question.required and KINDS[question.kind] == "checkboxes":
        yield Problem(question.line, "GitHub cannot require one of many boxes; cut `Required.`")
    for part in ("Why we ask", "If blank"):
        if part not in question.parts:
            yield Problem(question.line, f"has no `**{part}:** …`; write it below")
    for part, line in question.parts.items():
        text = form_text(line.text)
        yield from (Problem(line.number, flaw) for flaw in flaws(text))
        if part == "If blank" and not text:
            yield Problem(line.number, "is empty on the form; write the default outside italics")
    yield from check_options(question)


def check_options(question: Question) -> Iterator[Problem]:
    if KINDS[question.kind] in ("input", "textarea"):
        if question.options:
            yield Problem(question.options[0].number, f"an option under `{question.kind}`; write `Choose one.` there")
        return
    if len(question.options) < 2:
        yield Problem(question.line, "has no choice; write two options or more: `- A. Option`")
        return
    for index, option in enumerate(question.options):
        letter = chr(ord("A") + index)
        if option.text[0] != letter:
            yield Problem(option.number, f"the next letter is {letter}; write `- {letter}. Option`")
            return
    for option in question.options:
        text = form_text(option.text)
        yield from (Problem(option.number, flaw) for flaw in flaws(text))
        if len(text) > OPTION_LIMIT:
            yield Problem(option.number, f"has {len(text)} characters; write at most {OPTION_LIMIT} outside italics")
        if KINDS[question.kind] == "dropdown" and "," in text:
            # @github/issue-parser, which reads the answers, splits them at every comma.
            yield Problem(option.number, "a comma cuts the answer in two; write it without")
        if text == option.text[:2]:
            yield Problem(option.number, "is empty on the form; write words outside italics")
    if not WAY_OUT.search(form_text(question.options[-1].text)):
        yield Problem(question.options[-1].number, 'is no way out; write "Something else" last')


def flaws(text: str) -> Iterator[str]:
    """Say what would go wrong with a text in a form or in the submitted issue."""
    if "*" in text:
        yield "an asterisk is left over; begin and end italics in the same paragraph"
    if HTML.search(text):
        yield "GitHub swallows what looks like HTML; write it without `<`"
    if "](" in text:
        yield "a link breaks in a form; put it in italics, which stay on the page"
    if "###" in text:
        yield "`###` looks like the next answer to programs that read the issue; write it without"


def check_list(sections: list[Section]) -> Iterator[Problem]:
    """Find what is wrong in each question, and between questions and sections."""
    taken: set[str] = set()
    for section in sections:
        for question in section.questions:
            yield from check_question(question)
        if section.number in taken:
            yield Problem(section.line, f"the number {section.number} is taken; write one that was never used")
            continue
        taken.add(section.number)
        yield from check_intro(section)
        yield from check_boxes(section)
        previous = section.number
        for question in section.questions:
            number = question.number.partition(".")[0]
            # A lost section heading is reported at its first question only.
            if number not in (section.number, previous):
                yield Problem(question.line, f"belongs to section {number}; write `## {number}. Title` above it")
            elif question.number in taken:
                yield Problem(question.line, f"the number {question.number} is taken; write one that was never used")
            else:
                taken.add(question.number)
            previous = number


def check_boxes(section: Section) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for question in section.questions:
        if KINDS[question.kind] == "checkboxes":
            own = {form_text(option.text): option.number for option in question.options}
            for text in own.keys() & seen.keys():
                yield Problem(own[text], f"repeats the box in line {seen[text]}; in one form GitHub wants other words")
            seen |= own


def check_intro(section: Section) -> Iterator[Problem]:
    yield from (Problem(section.line, flaw) for flaw in flaws(section.title))
    if len(section.title) > TITLE_LIMIT:
        yield Problem(section.line, f"has {len(section.title)} characters; write at most {TITLE_LIMIT}")
    for paragraph in section.intro:
        yield from (Problem(paragraph.number, flaw) for flaw in flaws(form_text(paragraph.text)))
    description = (section.intro_on_form() or [""])[0]
    shortest, longest = DESCRIPTION_LIMITS
    if not shortest <= len(description) <= longest:
        line = section.intro[0].number if description else section.line
        yield Problem(line, f"GitHub hides the form; write a first paragraph of {shortest} to {longest} characters")


def check_links(lines: list[Line], form_names: set[str]) -> Iterator[Problem]:
    missing: set[str] = set()
    for line in lines:
        for name in FORM_LINK.findall(line.text):
            if name not in form_names | missing:
                missing.add(name)
                yield Problem(line.number, f"there is no form {name}; link to one of {', '.join(sorted(form_names))}")


# Write.


def form(section: Section) -> str:
    """Return the section's issue form as YAML."""
    name = f"{section.number}. {section.title}"
    description, *top = section.intro_on_form()
    lines = [
        f"# Written from {LIST} by .github/scripts/questions.py. Change the list, not this file.",
        f"name: {quoted(name)}",
        f"description: {quoted(description)}",
        f"title: {quoted(f'{name}: answers')}",
        'labels: ["question"]',
        "body:",
    ]
    if top:
        lines += markdown("\n\n".join(top))
    for question in section.questions:
        lines += field(question)
    return "\n".join(lines) + "\n"


def field(question: Question) -> list[str]:
    """Return the lines of a question's field, after its example if that has words for the form."""
    on_form = {part: form_text(line.text) for part, line in question.parts.items()}
    description = f"{on_form['Why we ask']} Blank: {on_form['If blank']}".strip()
    lines = markdown(f"**Example:** {on_form['Example']}") if on_form.get("Example") else []
    lines += [
        f"  - type: {KINDS[question.kind]}",
        f"    id: q{question.number.replace('.', '-')}",
        "    attributes:",
        f"      label: {quoted(question.text)}",
        f"      description: {quoted(description)}",
    ]
    if question.options:
        key = "label: " if KINDS[question.kind] == "checkboxes" else ""
        lines += ["      options:", *(f"        - {key}{quoted(form_text(o.text))}" for o in question.options)]
    if question.required:
        lines += ["    validations:", "      required: true"]
    return lines


def markdown(text: str) -> list[str]:
    return ["  - type: markdown", "    attributes:", f"      value: {quoted(text)}"]


def quoted(text: str) -> str:
    """A JSON string is a YAML string: never a number, a truth value or a comment."""
    return json.dumps(text, ensure_ascii=False)


def forms_in(folder: Path) -> dict[str, str]:
    """Return the written forms of a folder: the YAML files whose names begin with a digit."""
    if not folder.is_dir():
        return {}
    return {
        path.name: path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        for path in folder.glob("[0-9]*")
        if path.suffix in (".yml", ".yaml")
    }


def write_forms(changed: dict[str, str], leftover: list[str], folder: Path) -> None:
    """Put the changed forms in place and remove the leftover ones; on an error every form is as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    new = {folder / name: folder / f".{name}.new" for name in changed}
    old = [folder / name for name in leftover]
    before = {path: path.read_bytes() for path in [*new, *old] if path.exists()}
    touched: list[Path] = []
    try:
        for name, text in changed.items():
            new[folder / name].write_bytes(text.encode("utf-8"))
        for path in new:
            os.replace(new[path], path)
            touched.append(path)
        for path in old:
            path.unlink()
            touched.append(path)
    except OSError:
        for path in touched:
            if path in before:
                path.write_bytes(before[path])
            else:
                path.unlink()
        raise
    finally:
        for path in new.values():
            path.unlink(missing_ok=True)


def show_differences(wanted: dict[str, str], found: dict[str, str]) -> None:
    import difflib  # slow to load, and seldom needed

    for name in sorted(wanted.keys() | found.keys()):
        old, new = found.get(name, "").splitlines(), wanted.get(name, "").splitlines()
        for line in difflib.unified_diff(old, new, f"{FORMS}/{name}", f"{FORMS}/{name} as in {LIST}", lineterm=""):
            print(line)


def report(problems: list[Problem]) -> None:
    for problem in sorted(problems, key=lambda problem: problem.line):
        print(f"{LIST}:{problem.line}: {problem.text}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            # A workflow command: GitHub shows it in the pull request at the line.
            text = problem.text.replace("%", "%25")
            print(f"::error file={LIST},line={problem.line}::{text}")


def run(root: Path, check: bool) -> int:
    """Write the forms under root, or check them; return the exit status."""
    folder = root / FORMS
    try:
        data = (root / LIST).read_bytes()
    except OSError as error:
        report([Problem(1, f"cannot be read ({error.strerror}); put the list there as a text file")])
        return 1
    lines, problems = read_lines(data)
    sections, broken = read_list(lines) if lines else ([], [])
    problems += [*broken, *check_list(sections)]
    if problems:
        report(problems)
        return 1
    wanted = {section.form_name: form(section) for section in sections}
    try:
        found = forms_in(folder)
        by_hand = {path.name for path in folder.glob("[!0-9.]*.yml")} - {"config.yml"}
        problems = list(check_links(lines, wanted.keys() | by_hand))
        if problems:
            report(problems)
            return 1
        changed = {name: text for name, text in wanted.items() if found.get(name) != text}
        leftover = sorted(found.keys() - wanted.keys())
        if check:
            report([Problem(s.line, f"{s.form_name} differs; {WRITE}") for s in sections if s.form_name in changed])
            report([Problem(1, f"{name} belongs to no section; {WRITE}") for name in leftover])
            show_differences(wanted, found)
            return 1 if changed or leftover else 0
        write_forms(changed, leftover, folder)
    except OSError as error:
        print(f"{error.filename or folder}: {error.strerror}; no form was changed", file=sys.stderr)
        return 1
    for name in changed:
        print(f"{FORMS}/{name} written")
    for name in leftover:
        print(f"{FORMS}/{name} removed")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the issue forms from QUESTIONS.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a form differs from the list")
    return run(ROOT, parser.parse_args().check)


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console may lack letters that the list has
    sys.exit(main())
