"""The engine of the centres: desks and their hours, tickets, calling the next, visits, appointments, paired screens."""
