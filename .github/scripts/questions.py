#!/usr/bin/env python3
"""Write the issue form and the plan templates from QUESTIONS.md, the only place where a line is written.

With --check nothing is written: differences are shown, and the exit status is 1 if there are any. A list that
breaks a rule is reported line by line on standard error, with exit status 1 and nothing written.
The list's first section is the start: questions, which become a form. Each section after it is a plan, which
becomes a Markdown template. The last section stands below every plan. .github/CONTRIBUTING.md shows the syntax.
Where a rule is GitHub's own, its source is "Syntax for issue forms", "Syntax for GitHub's form schema" or
"Common validation errors when creating issue forms" on docs.github.com, unless a comment says otherwise.
"""
import argparse
import difflib
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = "QUESTIONS.md"
FOLDER = ".github/ISSUE_TEMPLATE"
SCRIPT = ".github/scripts/questions.py"
FIELD_LIMIT = 9  # questions of the start
WORD_LIMIT = 450  # words of the form, and of each plan
# Not in GitHub's documentation: a form whose description is shorter or longer than this vanishes
# from the chooser without a word (reported in DataDog/datadog-agent#44754 and elsewhere).
SHORTEST, LONGEST = 3, 200

KINDS = {"Choose one.": "dropdown", "Choose any.": "checkboxes", "Short answer.": "input", "Long answer.": "textarea"}
NUMBER = "[1-9][0-9]*[.][1-9][0-9]*"
# A list, heading, quotation, code or table would change how the lines below it look.
WORDS = r"(?![-+#>|`~=<\s]|\*(?!\*)|[0-9]+[.)]\s)\S.*"
# Each part of the list: its shape; how it is written; what may stand above it, the likeliest first ("": the heading).
PARTS = {
    "text": (WORDS, "Whole sentences.", ("text", "")),
    "question": (rf"### (?P<number>{NUMBER}) \S.*\?", "### 1.2 Question?", ("text", "", "option", "hint", "kind", "question")),
    "kind": ("|".join(map(re.escape, KINDS)), "` or `".join(KINDS), ("question",)),
    "hint": (WORDS, "One sentence.", ("kind",)),
    "option": (r"- [A-Z]\. \S.*", "- A. Option", ("kind", "hint", "option")),
    "example": (r">( .*)?", "> What you would see", ("text", "example")),
    "decision": (rf"- \*\*(?P<number>{NUMBER})\*\* \S.*\? → \S.*", "- **2.1** Question? → our answer", ("text", "", "example", "decision")),
    "head": (r"(\| [^|\s][^|]*){3}\|", "| No. | What | Our plan |", ("decision", "", "example", "text")),
    "dashes": (r"(\| ?:?-+:? ?){3}\|", "|---|---|---|", ("head",)),
    "row": (rf"\| (?P<number>{NUMBER}) (\| [^|\s][^|]*){{2}}\|", "| 2.9 | What | our answer |", ("dashes", "row")),
    "ending": (WORDS, "Whole sentences.", ("row", "decision", "ending")),
}
OF_START = {"text", "question", "kind", "hint", "option"}
OF_PLAN = {"text", "example", "decision", "head", "dashes", "row"}
OF_EVERY_PLAN = OF_PLAN | {"ending"}
# What a broken line may lack, in the order in which it is looked for.
MARKS = {
    "question": {"the space after `###`": "### ", "the number": f"### {NUMBER} ", "the question mark": r".*\?$"},
    "option": {"the letter with a full stop": r"- [A-Z]\. "},
    "decision": {"the hyphen": "- ", "the bold number": rf".*\*\*{NUMBER}\*\*", "the arrow": ".* → ", "the question mark": r".*\? →"},
    "row": {"the first bar": r"\| ", "the number": rf"\| {NUMBER} \|", "the last bar": r".* \|$"},
}
# What GitHub would refuse, or its @github/issue-parser take for the next answer; its list of secret words is not public.
GARBLED = {
    r"<[A-Za-z/?!]": "GitHub swallows what looks like HTML; write it without `<`",
    r"\]\(\.\.": "the link leads nowhere from an issue; write it above the first section",
    r"(?!^)###": "`###` looks like the next answer to programs that read the issue; write it without",
    r"^### .{151}": "is too long for a heading in the issue; write at most 150 characters",
    r"(?i)^### .*(password|passphrase|credential|secret key|api key|token)":
        "GitHub refuses a question that asks for a secret; write other words",
}
NAMED_NUMBER = re.compile(r"(?<![\w.,])([1-9][0-9]?[.][1-9][0-9]?)(?![\w,]|[.][0-9])")  # "as in 1.2", no sum of money
QUOTED = re.compile(r'"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|‚[^‘]*‘')
FORM_LINK = re.compile(r"issues/new\?template=([^)&#\s]*)")
quoted = partial(json.dumps, ensure_ascii=False)  # a JSON string is a YAML string: no number, truth value or comment
Problem = tuple[int, str]  # the line of the list; what is wrong with it, and what to write instead


@dataclass(frozen=True)
class Line:
    """A line of the list: where it stands, its part (a key of PARTS), and its own number, if it has one: 2.1."""

    place: int
    text: str
    part: str = ""
    number: str = ""


@dataclass(frozen=True)
class Section:
    number: str
    title: str
    place: int
    lines: tuple[Line, ...]  # the first one says what the section is for; GitHub shows it where people choose

    def of(self, *parts: str) -> list[str]:
        """The texts of these parts, without the first paragraph."""
        return [line.text for line in self.lines[1:] if line.part in parts]


def read_lines(data: bytes) -> tuple[list[Line], list[Problem]]:
    """Take the bytes of the list; return its lines, and a problem for each that no form could hold."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return [], [(data.count(b"\n", 0, error.start) + 1, "is not UTF-8; save the file as UTF-8")]
    lines, problems = [], []
    for place, line in enumerate(text.split("\n"), start=1):
        # Categories C…: control, invisible, private, unassigned; but some languages need the two joiners.
        odd = [c for c in line if unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d" or c in "\u2028\u2029"]
        if odd:
            problems.append((place, f"holds the invisible character U+{ord(odd[0]):04X}; type the line again"))
        lines.append(Line(place, "".join(c for c in line if c not in odd).rstrip()))
    return lines, problems


def read_list(lines: list[Line]) -> tuple[list[Section], list[Problem]]:
    """Take the lines of the list; return its sections, and what does not fit the syntax."""
    starts = [index for index, line in enumerate(lines) if re.match("##(?!#)", line.text)]
    if len(starts) < 3:
        return [], [(1, "a section is missing; write a start, a plan, and what stands below every plan: `## 1. Title`")]
    sections: list[Section] = []
    problems: list[Problem] = []
    for start, end in zip(starts, [*starts[1:], len(lines)]):
        match = re.fullmatch(r"## ([1-9][0-9]*)\. (\S.*)", lines[start].text)
        if not match:
            problems.append((lines[start].place, "is no heading of a section; write `## 2. Title`"))
            continue  # what stands below it is read when the heading is mended
        allowed = OF_EVERY_PLAN if end == len(lines) else OF_PLAN if start != starts[0] else OF_START
        below, found = read_section([line for line in lines[start + 1 : end] if line.text], allowed)
        problems += found
        sections.append(Section(*match.groups(), lines[start].place, tuple(below)))
    return sections, problems


def read_section(body: list[Line], allowed: set[str]) -> tuple[list[Line], list[Problem]]:
    """Take what stands under a section's heading, and the parts that it may have; return the lines with their parts.

    Of each question only the first problem is returned.
    """
    lines: list[Line] = []
    problems: list[Problem] = []
    above, skip = "", False
    for line in body:
        part = part_of(line.text, above, allowed)
        if skip and part != "question":
            continue
        text = flaw(line.text, part, "text" if skip else above, allowed)
        if not text and part == above in ("text", "ending") and lines[-1].place == line.place - 1:
            text = "continues the line above it; write a paragraph on one line"
        if text and text not in [said for _, said in problems[-1:]]:
            problems.append((line.place, text))
        if text and (part not in allowed or above == "ending"):
            break  # a lost heading of a section is reported once
        match = re.fullmatch(PARTS[part][0], line.text)
        if not text:
            lines.append(Line(line.place, line.text, part, match.groupdict().get("number", "")))
        skip = bool(text) and "question" in allowed
        if not text or above == "head" or part == "dashes" or not match and part not in ("text", "hint", "ending"):
            above = part
    return lines, problems


def part_of(text: str, above: str, allowed: set[str]) -> str:
    """Say what a line is meant to be, by its marks and by what stands above it."""
    text = text.lstrip()
    if text.startswith(("#", ">")):
        return "question" if text.startswith("#") else "example"
    if "kind" in allowed:
        if text in KINDS or above == "question":
            return "kind"
        return "option" if text.startswith("- ") else "text" if above in ("text", "") else "hint"
    if text.startswith("- ") or " → " in text:
        return "decision"
    if text.startswith("|") or " | " in text:
        shapes = [part for part in ("dashes", "row", "head") if re.fullmatch(PARTS[part][0], text)]
        if not shapes or shapes == ["head"] and above in ("dashes", "row"):
            return {"head": "dashes", "dashes": "row", "row": "row"}.get(above, "head")
        return shapes[0]
    return "text" if above in ("text", "example", "") else "ending"


def flaw(text: str, part: str, above: str, allowed: set[str]) -> str:
    """Say what is wrong with a line that is meant to be this part, or nothing."""
    shape, right, places = PARTS[part]
    if part not in allowed:
        return f"cannot stand below the {above or 'heading'} here; move it to the section's top, or to another section"
    if not re.fullmatch(shape, text):
        missing = [name for name, mark in MARKS.get(part, {}).items() if not re.match(mark, text)]
        return f"{missing[0]} is missing; write `{right}`" if missing else f"does not look like this part; write `{right}`"
    if above not in places:
        return f"the {places[0]} above it is missing; write `{PARTS[places[0]][1]}` there"
    return ""


def check_list(sections: list[Section]) -> Iterator[Problem]:
    """Find what GitHub would refuse, hide or garble, and numbers that are used twice or in the wrong section."""
    taken: set[str] = set()
    for section in sections:
        if not section.lines:
            yield (section.place, "has nothing below it; write its lines, or cut it")
            continue
        if section.lines[0].part != "text" or not SHORTEST <= len(section.lines[0].text) <= LONGEST:
            yield (section.lines[0].place, f"is no description; write {SHORTEST} to {LONGEST} characters as the first paragraph")
        if section.number in taken:
            yield (section.place, f"the number {section.number} is taken; write one that was never used")
            continue
        taken.add(section.number)
        for line in section.lines:
            yield from ((line.place, text) for shape, text in GARBLED.items() if re.search(shape, line.text))
            number = line.number.split(".")[0]
            if number not in ("", section.number):
                yield (line.place, f"`## {number}. Title` is missing; write it above, or another number")
                break
            if number and line.number in taken:
                yield (line.place, f"the number {line.number} is taken; write one that was never used")
            taken.add(line.number)
    yield from check_questions(sections[0])


def check_questions(start: Section) -> Iterator[Problem]:
    starts = [index for index, line in enumerate(start.lines) if line.part == "question"]
    if not starts or len(start.of("kind")) > FIELD_LIMIT:
        yield (start.place, f"has {len(starts)} questions; write 1 to {FIELD_LIMIT}")
    boxes: set[str] = set()
    for first, end in zip(starts, [*starts[1:], len(start.lines)]):
        question, options = start.lines[first], [line for line in start.lines[first:end] if line.part == "option"]
        if end - first == 1:
            yield (question.place, f"the kind is missing; write `{PARTS['kind'][1]}` below it")
            continue
        kind = KINDS[start.lines[first + 1].text]
        is_choice = kind in ("dropdown", "checkboxes")
        if is_choice and len(options) < 2 or options and not is_choice:
            yield (question.place, f"has {len(options)} options; write 2 to 26 for a choice, for other kinds none")
        letters = [option.text[2] for option in options]
        if letters != sorted(set(letters)):
            yield (question.place, f"has the letters {' '.join(letters)}; write each once, in the order of the alphabet")
        for option in options:
            if kind == "dropdown" and "," in option.text:  # @github/issue-parser splits answers there
                yield (option.place, "a comma cuts the answer in two; write it without")
            if kind == "checkboxes" and option.text in boxes:
                yield (option.place, "repeats a box of another question; GitHub wants other words in one form")
        boxes |= {option.text for option in options}


def check_references(lines: list[Line], sections: list[Section], forms: set[str]) -> Iterator[Problem]:
    """Find numbers and forms that are named and do not exist, and what is too long."""
    below = [line for section in sections for line in section.lines]
    numbers = {line.number for line in below}
    for line in below:
        for number in NAMED_NUMBER.findall(QUOTED.sub("", line.text)) if line.part != "example" else ():
            if number not in numbers and number.split(".")[0] in {section.number for section in sections}:
                yield (line.place, f"no line has the number {number}; write another, or quotation marks around it")
    for line in lines:
        for name in FORM_LINK.findall(line.text):
            if name not in forms:
                yield (line.place, f"there is no form {name}; write one of {', '.join(sorted(forms))}")
    for section in sections[:-1]:
        if (words := count_words(section, sections)) > WORD_LIMIT:
            yield (section.place, f"makes a file of {words} words; write at most {WORD_LIMIT}")


def count_words(section: Section, sections: list[Section]) -> int:
    """Count the words that people read in a section's form or template, without numbers and marks."""
    lines = section.lines if section is sections[0] else section.lines[1:] + sections[-1].lines[1:]
    texts = [line.text for line in lines if line.part != "kind"]
    return len(re.findall(r"\S*[^\W\d_]{2}\S*|\b[aI]\b", " ".join(texts)))


def file_name(section: Section, ending: str) -> str:
    """The file that is written from a section: "1-start-here.yml"."""
    plain = unicodedata.normalize("NFKD", section.title).encode("ascii", "ignore").decode().lower()
    return "-".join([section.number, *re.findall(r"[a-z0-9]+", plain)]) + ending


def form(start: Section) -> str:
    """Return the issue form of the start as YAML."""
    out = [
        f"# Written from {LIST} by {SCRIPT}. Change the list, not this file.",
        *(f"name: {quoted(f'{start.number}. {start.title}')}", f"description: {quoted(start.lines[0].text)}"),
        *(f"title: {quoted(start.title)}", 'labels: ["question"]', "body:"),
    ]
    if top := "\n\n".join(start.of("text")):
        out += ["  - type: markdown", "    attributes:", f"      value: {quoted(top)}"]
    for line, below in zip(start.lines, start.lines[1:]):
        if line.part == "question":
            kind = KINDS[below.text]
            out += [f"  - type: {kind}", f"    id: q{line.number.replace('.', '-')}"]
            out += ["    attributes:", f"      label: {quoted(line.text.removeprefix('### '))}"]
        if below.part == "hint":
            out += [f"      description: {quoted(below.text)}"]
        if below.part == "option":
            out += ["      options:"] if line.part != "option" else []
            out += [f"        - {'label: ' if kind == 'checkboxes' else ''}{quoted(below.text.removeprefix('- '))}"]
    return "\n".join(out) + "\n"


def template(plan: Section, every: Section) -> str:
    """Return the Markdown template of a plan: its own lines, then those below every plan."""
    out = ["---", f"name: {quoted(f'{plan.number}. {plan.title}')}", f"about: {quoted(plan.lines[0].text)}"]
    out += [f"title: {quoted(plan.title)}", 'labels: ["question"]', "---"]
    for section in (plan, every):
        blocks = [[text] for text in section.of("text")] + [section.of("example"), section.of("decision")]
        blocks += [section.of("head", "dashes", "row")] + [[text] for text in section.of("ending")]
        out += [line for block in blocks if block for line in ("", *block)]
    return "\n".join(out) + "\n"


def run(root: Path, check: bool) -> int:
    """Write the files under root, or check them; return the exit status.

    Raises OSError if a file cannot be read or written. A full disk leaves one cut off: take it from git.
    """
    folder = root / FOLDER
    lines, problems = read_lines((root / LIST).read_bytes())
    sections, found = read_list(lines) if lines else ([], [])
    problems = problems + found or list(check_list(sections))
    if not problems:
        start, *plans, every = sections
        wanted = {file_name(start, ".yml"): form(start)} | {file_name(plan, ".md"): template(plan, every) for plan in plans}
        problems = list(check_references(lines, sections, {*wanted, *(path.name for path in folder.glob("[!0-9]*"))}))
    if problems:
        return report(problems)
    old = {path.name: path.read_text("utf-8", "replace") for path in folder.glob("[0-9]*")}
    changed = sorted(name for name in wanted.keys() | old.keys() if wanted.get(name) != old.get(name))
    if check:
        for name in changed:
            before, after = old.get(name, "").splitlines(), wanted.get(name, "").splitlines()
            print(*difflib.unified_diff(before, after, f"{FOLDER}/{name}", f"as in {LIST}", lineterm=""), sep="\n")
        return report([(1, f"gives another {FOLDER}/{name}; run {SCRIPT} and commit what it writes") for name in changed])
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in wanted:
            (folder / name).write_text(wanted[name], "utf-8", newline="\n")
        else:
            (folder / name).unlink()
        print(f"{FOLDER}/{name} {'written' if name in wanted else 'removed'}")
    for section, name in zip(sections, wanted):
        parts = [line.part for line in section.lines + (every.lines if section in plans else ())]
        counts = ", ".join(f"{parts.count(part)} {part}s" for part in ("question", "decision", "row"))
        print(f"{name}: {counts}, {count_words(section, sections)} of {WORD_LIMIT} words")
    return 0


def report(problems: list[Problem]) -> int:
    """Print the problems; return the exit status. On GitHub they also appear at their lines of a pull request."""
    for place, text in sorted(problems):
        print(f"{LIST}:{place}: {text}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            print(f"::error file={LIST},line={place}::{text.replace('%', '%25')}")
    return 1 if problems else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # a console may lack letters that the list has
    parser = argparse.ArgumentParser(description="Write the issue form and the plan templates from QUESTIONS.md.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs from the list")
    try:
        sys.exit(run(ROOT, parser.parse_args().check))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; mend that, and run it again")
