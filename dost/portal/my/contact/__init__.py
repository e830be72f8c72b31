"""How the person is reached: telephone and e-mail, each confirmed by a code, letters, language, quiet hours."""
