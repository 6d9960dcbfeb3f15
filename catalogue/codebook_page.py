"""The codebook as Markdown, for people."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.codebook import Codebook


def as_markdown(codebook: Codebook) -> str:
    """Every dimension with its question, codes, definitions, cues and exceptions."""
    return "\n".join(lines(codebook))


def lines(codebook: Codebook) -> Iterator[str]:
    """The page, line by line."""
    yield f"# Codebook\n\nVersion {codebook.version}\n"
    for dimension in codebook.dimensions.values():
        many = "any of these" if dimension.answers == "many" else "one of these"
        yield f"## {dimension.label} (`{dimension.name}`)\n\n{dimension.question} Answered with {many}.\n"
        for code in dimension.codes:
            yield f"### {code.label} (`{code.code}`)\n\n{code.definition}\n"
            for title, examples in (("Counts", code.include), ("Does not count", code.exclude)):
                if examples:
                    yield f"{title}:\n" + "".join(f"\n- {example}" for example in examples) + "\n"
            cues = ", ".join(f"“{cue.phrase.words}”" for cue in code.cues if cue.weight > 0)
            if cues:
                yield f"Cues: {cues}.\n"
