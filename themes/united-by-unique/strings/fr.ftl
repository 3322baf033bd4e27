# The words and the drawing of the picture that a shared link shows.
social-image = United by Unique, World Cancer Day, 4 February. Des fils de toutes sortes se rejoignent en une seule figure.
