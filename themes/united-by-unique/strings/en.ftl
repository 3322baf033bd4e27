# The words and the drawing of the picture that a shared link shows.
social-image = United by Unique, World Cancer Day, 4 February. Threads of many kinds join into one form.
