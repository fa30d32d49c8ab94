"""One process of the pool: a question a line in, an answer a line out.

The first line out says over what it searches: `digest_of` it. Where a search fails, whoever
asked is told to search; there the error tells what it has to tell.
"""

from __future__ import annotations

import gc
import logging
import signal
import sys
import time
from pathlib import Path
from typing import BinaryIO

from inference.catalogue import Catalogue
from inference.errors import UserError
from inference.search import Searcher, load_encoder
from inference.search_pool.lines import Answer, Question, answer_line, line_of, question_of
from inference.search_pool.source import digest_of


def main(catalogue: str, encoder: str, index: str) -> int:
    """Search over a catalogue with an encoder and the index kept in a folder, until input ends."""
    # Ctrl+C and service managers tell all processes at once; who asks goes on to the end.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    logging.disable(logging.WARNING)  # who asks has loaded the same, and said what there is to say
    try:
        places = Catalogue.load(Path(catalogue))
        searcher = Searcher.open(places, load_encoder(encoder), Path(index))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    searcher.warm_up()
    gc.freeze()  # what is loaded stays for good
    digest = digest_of(places, searcher.index)
    answer_lines(searcher, digest, sys.stdin.buffer, sys.stdout.buffer)
    return 0


def answer_lines(searcher: Searcher, digest: str, questions: BinaryIO, answers: BinaryIO) -> None:
    """Say the digest, then answer every line, in order."""
    answers.write(line_of(digest))
    answers.flush()
    for line in questions:
        answers.write(answer_line(_answer(searcher, question_of(line))))
        answers.flush()


def _answer(searcher: Searcher, question: Question) -> Answer | None:
    begun = time.perf_counter()
    try:
        return Answer(searcher.search(*question), time.perf_counter() - begun)
    except Exception:
        return None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
