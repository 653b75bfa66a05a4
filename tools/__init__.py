"""What makes data of this project from other sources; no part of the package."""
