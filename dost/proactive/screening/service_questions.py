from .question_list import QUESTIONS
def questions_for(rules):
    return QUESTIONS
