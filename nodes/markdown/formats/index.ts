import { html } from './html';
import { jiraAdf } from './jiraAdf';
import { jiraWiki } from './jiraWiki';
import { plainText } from './plainText';
import { slack } from './slack';
import { slackText } from './slackText';
import { teams } from './teams';

/** Every format there is, by the name that workflows use. */
export const formats = { slack, slackText, jiraWiki, jiraAdf, teams, html, plainText };

export type FormatName = keyof typeof formats;
