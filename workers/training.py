"""`python -m workers.training`: trains the candidate somebody asked for, and ends; only here is scikit-learn loaded."""

from __future__ import annotations

import os
from functools import partial

from hotline import bootstrap, settings
from hotline.bootstrap import Application
from hotline.classifier.load import words_only
from hotline.learning.candidate import Exam, Graduate, Lessons, School, train_candidate
from hotline.learning.shipped import Rows, read_examples
from hotline.services import teaching
from hotline.services.teaching import Course

# Texts come first: a training takes what they leave.
NICENESS = 10


def train(app: Application, own: Rows) -> bool:
    """Train what waits from our own examples and what people labelled; say whether there was anything."""
    return teaching.train_next(app.engine, app.unit, app.tools, partial(_teach, app, own))


def _teach(app: Application, own: Rows, course: Course) -> Graduate:
    before = Lessons(course.lessons_before, course.repeats_before)
    school = School(own, words_only(), app.taxonomy)
    exam = Exam(before, course.current, course.gold)
    return train_candidate(school, Lessons(course.lessons, course.repeats), exam)


if __name__ == "__main__":
    os.nice(NICENESS)
    train(bootstrap.build(settings.load(), "worker"), read_examples())
