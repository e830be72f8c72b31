"""Rules as forms: `trees` from a form to the text it stands for, `reading` the way back."""
