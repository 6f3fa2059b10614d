"""Questions to sites, Anliegen and Termine."""
