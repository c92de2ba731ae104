/**
 * What n8n workers at once, which are processes of their own, do about one another. Things of the same name or text
 * that were made within this time of each other were made by redelivered events, not by people.
 */
export const RACE_WINDOW_MS = 60_000;
