"""Reading the calendar: free times (free), the day sheet (sheet), single bookings (bookings)."""
