"""What every other package stands on: errors, values of the API's own types, and what is known of an operation."""
