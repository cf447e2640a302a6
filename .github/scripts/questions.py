#!/usr/bin/env python3
"""Write an issue form and two Markdown templates from QUESTIONS.md, the only place where a question is written.

The list by example. Above its first `## ` stands what you like; notes `<!-- … -->` stand on lines of their own.

    ## Start here                               the first part becomes the form
    *About ten minutes.*                        what it is for: GitHub shows it where people choose

    Thank you. Please tell us what you want.    text, a paragraph on one line
    ### 1.1 By when do you need it?             a question with a number of its own; it gets a box to write in
    For example: by 1 May.                      its hint, if one helps
    ### 1.2 Which of these do you want?
    - [ ] A list                                an option without a comma; people choose several, with `- ( )` one

    ## Start here in GitHub's app               the second part stands above the same questions as text
    *For the app, and for mail.*

    Please write below each question.

    ## Our plan                                 the third part is copied as it stands, notes included
    *For the team.*

    - **3.1** What do you pay? *Nothing.*       a line: its number, its question, our answer

Words, digits and question marks can be those of any language. What breaks a rule is reported at its line, all in one
run; then nothing is written. GitHub's rules come from "Syntax for issue forms", "Syntax for GitHub's form schema" and
"Common validation errors …" on docs.github.com, unless a comment says otherwise.
"""
import argparse
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST, FOLDER, SCRIPT = "QUESTIONS.md", ".github/ISSUE_TEMPLATE", ".github/scripts/questions.py"
FORM, TEXT, PLAN = "1-start.yml", "2-start-as-text.md", "3-our-plan.md"

NUMBER = r"(\d{1,3})[.．٫](\d{1,3})[.．]?"  # digits of any script
QUESTION = re.compile(rf"### {NUMBER}\s+\S.*")
OPTION = re.compile(r"- (\( \)|\[ \]) (\S.*)")
PLAN_LINE = re.compile(rf"- \*\*{NUMBER}\*\*\s*(\S[^*]*)\*[^*]+\*")
LIKE_A_QUESTION = re.compile(rf"(- \*)?[#*\s]*{NUMBER}\W")
LIKE_AN_OPTION = re.compile(r"-(?!\d)|\( ?\)|\[ ?\]")
LIKE_A_PLAN_LINE = re.compile(rf"[\W\d]*\*+{NUMBER}|- .*\*$|- \[.\] ")
BLOCK = re.compile(r"[#>|]|-[ (\[]|[(\[] ?[)\]]|\W*[0-9]+[.)]|$")  # what does not continue the line above
# CommonMark: between a letter and a mark of punctuation, an asterisk slants only on the side of the letter.
MARKS = "$+<=>^`|~" + "".join(sign for sign in map(chr, range(0x10000)) if unicodedata.category(sign)[0] == "P")
LETTER = rf"[^\s{re.escape(MARKS)}]"
SLANTED = re.compile(rf"(?:(?<!{LETTER})|(?=\*+{LETTER}))(?<!\*)(\*+)(?=\S)[^*]+(?<=\S)"
                     rf"(?:\1(?!{LETTER})|(?<={LETTER})\1)(?!\*)")
# Not in GitHub's documentation: a form with a shorter or longer description vanishes (DataDog/datadog-agent#44754).
DESCRIPTION = re.compile(r"\*[^*]{3,200}\*")
# What GitHub would swallow, refuse, garble, or show otherwise than meant. `{}` is the first sign of what was found.
GARBLED = {
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]": "holds {}, which YAML cannot; type the line again",
    "^([＃－–•・·＊＞＜]|[*+] )": "begins with {}; begin with `#`, `-`, `>`, `<!--` or a word",
    "(?<=^-)\u3000|(^|(?<=^- ))[（［](?=[ \u3000][）］])": "holds {}; write `- [ ]` or `- ( )` with the signs of English",
    "^( {4}|\t|[\\s\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]+[#*>-])": "begins with {}; begin with a mark or a word",
    r"<[A-Za-z/?!]|-->": "GitHub swallows HTML; write it without `<`, and put `<!-- notes -->` on lines of their own",
    "\\*[\u061c\u200e\u200f]$": "ends in an invisible mark, and so the `*` before it does not close; cut the mark",
    r"^```|^~~~|\\(\*|$)": "holds code, or a `\\` that changes the sign behind it; write it in words",
    r"~(?=\S).*(?<=[^\s~])~": "GitHub strikes out what stands between two `~`; write another sign",
    r"\]\((?!https://|mailto:|\.\./issues)": "holds a link that leads nowhere from an issue; begin it with `https://`",
    # Questions become headings of the issue, and @github/issue-parser reads it. The list of secret words is not public.
    r"(?!^)###": "`###` looks like the next answer to programs that read the issue; write it without",
    r"^### .{151}": "is too long for a heading in the issue; write at most 150 characters",
    r"(?i)^### .*(password|passphrase|credential|secret key|api key|token)": "GitHub lets nobody ask for it; reword it",
    r"(?i)^- (\( \)|\[ \]) (.*,|none$)": "GitHub cuts an answer at a comma, and keeps `None`; write other words",
}
HEADING = re.compile(rf"[^\w!-~＃]*[#＃]{{2}}(?![#＃]|\s*{NUMBER}\s)")  # of a part, also one that is wrong
FORM_LINK = re.compile(r"\.\./issues/new\?template=([^)&#\s]*)")
quoted = partial(json.dumps, ensure_ascii=False)  # a JSON string is a YAML string: no number, truth value or comment
Line = Problem = tuple[int, str]  # a place in the list; its text, or what is wrong there and what to write instead


@dataclass
class Question:
    place: int
    label: str  # with its number: 1.2 Which of these do you want?
    hint: str = ""
    options: list[str] = field(default_factory=list)
    mark: str = ""  # of its options


@dataclass
class Part:
    place: int
    title: str
    about: str
    lines: list[Line]  # what stands below the description, without notes

    def text(self, end: int | None = None) -> str:
        return "\n".join(text for place, text in self.lines if not end or place < end).strip("\n")


def read_lines(text: str) -> list[Line]:
    """Take the text of the list; return its lines, with nothing in place of notes."""
    plain = re.sub(r"(?ms)^<!--(?:(?!<!--|-->).)*-->[ \t]*$", lambda note: "\n" * note[0].count("\n"), text)
    return [(place, line.rstrip()) for place, line in enumerate(plain.split("\n"), start=1)]


def read_parts(lines: list[Line], problems: list[Problem]) -> list[Part]:
    """Take the lines of the list; return its parts, three if all is well."""
    bad = {place for place, _ in problems}
    starts = [place for place, text in lines if HEADING.match(text)]
    if len(starts) != 3:
        problems.append((starts[3] if len(starts) > 3 else 1,
                         f"gives {len(starts)} parts; write three `## Title`: form, the same as text, our plan"))
    parts: list[Part] = []
    for start, end in zip(starts, [*starts[1:], len(lines) + 1]):
        title = lines[start - 1][1]
        (place, about), *rest = [line for line in lines[start:end - 1] if line[1]] or [(start, "")]
        if start not in bad and (not re.match(r"## \S", title) or title[3:] in [part.title for part in parts]):
            problems.append((start, "is no heading of a part, or repeats one; write `## Title`"))
        if place not in bad and not (rest and DESCRIPTION.fullmatch(about)):
            problems.append((place, "is no description; write `*Description*`, 3 to 200 characters, then text"))
        parts.append(Part(start, title[3:], about.strip("*"), lines[place:end - 1]))
    return parts


def check_lines(lines: list[Line]) -> list[Problem]:
    """Find what GitHub would swallow, refuse, garble or show otherwise than meant: one thing in a line."""
    found: dict[int, str] = {}
    above = ""
    for place, text in lines:
        for shape, message in GARBLED.items():
            if place not in found and (match := re.search(shape, text)):
                sign = match[0][0]
                found[place] = message.replace("{}", f"U+{ord(sign):04X} ({unicodedata.name(sign, 'a control sign')})")
        text = "" if place in found else text  # one problem is enough for it and for the line below
        if above and above[0] != "#" and not OPTION.match(above) and not BLOCK.match(text):
            found[place] = "continues the line above, and an issue shows the line end; write a paragraph on one line"
        elif "*" in SLANTED.sub("x", SLANTED.sub("x", text)):  # slanted words may stand in bold
            found[place] = "shows an asterisk; write `*slanted*` or `**bold**`, with a space or nothing outside"
        above = text
    return list(found.items())


def is_question(text: str) -> bool:
    """Say whether this may be a question: Greek has `;`, and languages without capital letters may have no mark."""
    return any(sign == ";" or "QUESTION MARK" in unicodedata.name(sign, "") or unicodedata.category(sign) == "Lo"
               for sign in text)


def read_questions(start: Part, problems: list[Problem]) -> list[Question]:
    """Take the first part; return its questions. A bad line opens one too, which takes what stands below it."""
    bad = {place for place, _ in problems}
    questions: list[Question] = []
    for place, text in start.lines:
        if text.startswith("#") or questions and place in bad:
            questions.append(Question(place, text.removeprefix("### ")))
            if place not in bad and not (QUESTION.fullmatch(text) and is_question(text)):
                problems.append((place, "is no question; write `### 1.2 Question?`"))
        elif text and questions and (problem := add_to(questions[-1], text)):
            problems.append((place, problem))
            questions.append(Question(place, text))
    if not questions:
        problems.append((start.place, "there is no question, and GitHub wants one; write `### 1.1 Question?`"))
    return questions


def add_to(question: Question, text: str) -> str:
    """Add a line to the question above it; return what is wrong with it, or nothing."""
    if not LIKE_AN_OPTION.match(text):
        if question.hint or question.options:
            return "is no option and a second hint; write `- [ ] Option`, one hint, or `### 1.2 Question?` above"
        question.hint = text.strip()
        return "has an asterisk; the text for the app slants a hint, so write it without" if "*" in text else ""
    match = OPTION.fullmatch(text)
    if not match or match[1] != (question.mark or match[1]):
        return "is no option; write `- [ ] Option` everywhere to choose several, or `- ( ) Option` for one"
    if match[2] in question.options:
        return "repeats an option; write other words"
    question.mark = match[1]
    question.options.append(match[2])
    return ""


def check_numbered(lines: list[Line], app: Part, plan: Part) -> Iterator[Problem]:
    """Find lines of the plan and questions that are wrong or out of place, and numbers that are used twice."""
    taken = set()
    for place, text in lines:
        in_plan = place >= plan.place
        match = (PLAN_LINE if in_plan else QUESTION).fullmatch(text)
        if in_plan and LIKE_A_PLAN_LINE.match(text) and not (match and is_question(match[3])):
            yield (place, "is no line of a plan, or a box; write `- **3.1** Question? *Our answer.*`")
        elif LIKE_A_QUESTION.match(text) and is_question(text) and not (in_plan or match and place < app.place):
            yield (place, "looks like a question; write `### 1.2 Question?` in the first part, or begin with a word")
        elif match:
            if (number := (int(match[1]), int(match[2]))) in taken:
                yield (place, "has a number that is taken; write one that was never used")
            taken.add(number)


def front_matter(part: Part, title: str, about: str) -> list[str]:
    texts = {"name": part.title, about: part.about, "title": title}
    return [*(f"{key}: {quoted(text)}" for key, text in texts.items()), 'labels: ["question"]']


def form(start: Part, questions: list[Question]) -> str:
    out = [f"# Written from {LIST} by {SCRIPT}. Change the list, not this file."]
    out += [*front_matter(start, start.title, "description"), "body:"]
    if text := start.text(end=questions[0].place):
        out += ["  - type: markdown", "    attributes:", f"      value: {quoted(text)}"]
    for question in questions:
        first, second = map(int, re.match(NUMBER, question.label).groups())
        out += [f"  - type: {'dropdown' if question.options else 'textarea'}", f"    id: q{first}-{second}"]
        out += ["    attributes:", f"      label: {quoted(question.label)}"]
        out += [f"      description: {quoted(question.hint)}"] if question.hint else []
        out += ["      multiple: true"] if question.mark == "[ ]" else []
        out += ["      options:", *(f"        - {quoted(one)}" for one in question.options)] if question.options else []
    return "\n".join(out) + "\n"


def as_text(question: Question) -> str:
    hint = [f"*{question.hint}*", ""] if question.hint else []
    options = [*(f"- {option}" for option in question.options), ""] if question.options else []
    return "\n".join(["", f"### {question.label}", "", *hint, *options, ""])


def files_of(data: bytes, by_hand: set[str]) -> tuple[dict[str, str], list[Problem]]:
    """Take the bytes of the list, and the names of templates made by hand; return the files, or what is wrong."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        return {}, [(data.count(b"\n", 0, error.start) + 1, "is not UTF-8; save the file as UTF-8")]
    lines = read_lines(text)
    problems = check_lines(lines[next((place - 1 for place, line in lines if HEADING.match(line)), len(lines)):])
    problems += [(place, f"names a template that is not in {FOLDER}; write the name of one that is")
                 for place, line in lines if not set(FORM_LINK.findall(line)) <= {FORM, TEXT, PLAN} | by_hand]
    parts = read_parts(lines, problems)
    if len(parts) == 3:
        start, app, plan = parts
        questions = read_questions(start, problems)
        bad = {place for place, _ in problems}
        whole = [line for line in lines[start.place - 1:] if not {line[0], line[0] + 1} & bad]  # not half lines
        problems += check_numbered(whole, app, plan)
    if problems:
        return {}, problems
    app_lines = ["---", *front_matter(app, start.title, "about"), "---", "", app.text(), *map(as_text, questions)]
    plan_lines = ["---", *front_matter(plan, plan.title, "about"), "---", *text.split("\n")[plan.lines[0][0] - 1:]]
    return {FORM: form(start, questions), TEXT: "\n".join(app_lines), PLAN: "\n".join(plan_lines)}, []


def run(root: Path, check: bool) -> int:
    """Write the files under root, or check them; return the exit status. Raises OSError if a file cannot be used."""
    folder = root / FOLDER
    wanted, problems = files_of((root / LIST).read_bytes(), {path.name for path in folder.glob("*")})
    old = {path.name: path.read_text("utf-8", "replace") for path in folder.glob("[0-9]-*")}
    changed = sorted(name for name in wanted.keys() | old.keys() if wanted.get(name) != old.get(name))
    if check and not problems:
        problems = [(1, f"gives another {FOLDER}/{name}; run {SCRIPT} and commit what it writes") for name in changed]
    for place, text in sorted(problems):
        print(f"{LIST}:{place}: {text}", file=sys.stderr)
        if os.environ.get("GITHUB_ACTIONS") == "true":  # shows the problem at its line of a pull request
            print(f"::error file={LIST},line={place}::{text}")
    if problems:
        return 1
    for name in changed:
        if name not in wanted:
            (folder / name).unlink()
        else:
            (folder / name).write_text(wanted[name], "utf-8", newline="\n")
        print(f"{FOLDER}/{name} {'written' if name in wanted else 'removed'}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs from the list")
    try:
        sys.exit(run(ROOT, parser.parse_args().check))
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}; mend that, and run it again")
