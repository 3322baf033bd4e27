# The words and the drawing of the picture that a shared link shows.
social-image = Close the Care Gap, World Cancer Day, 4 February. Des barres venues de deux côtés s’allongent jusqu’à se rejoindre.
