// Keys of hosts of code, of package registries and of what builds and ships from them.
import type { Detector } from './detector.ts';
import { maskFull as mask } from './masks.ts';

/** Tokens of users, runners, deployments, jobs, feeds and agents of GitLab. */
export const gitlabToken: Detector = {
  id: 'gitlab-token',
  triggers: [
    'glpat-',
    'gldt-',
    'glrt-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glsoat-',
    'glimt-',
    'glagent-',
    'gloas-',
    'GR1348941',
  ],
  pattern:
    /(?<![\w-])(?:gl(?:pat|dt|rt|cbt|ptt|ft|soat|imt|agent|oas)-[\w-]{20,100}(?:\.[\w.]{2,40})?|GR1348941[\w-]{20,60})/,
  mask,
};

/** App passwords and access tokens of Bitbucket, Jira and Confluence. */
export const atlassianToken: Detector = {
  id: 'atlassian-token',
  triggers: ['ATATT3', 'ATCTT3', 'ATBB'],
  pattern: /(?<![\w-])(?:AT[AC]TT3[\w-]{50,300}(?:=[A-F\d]{8})?|ATBB[A-Za-z\d]{32}(?!\w))/,
  mask,
};

/** Access tokens of npm, and whatever a `.npmrc` has for one. */
export const npmToken: Detector = {
  id: 'npm-token',
  triggers: ['npm_', ':_authToken='],
  pattern: /(?<![A-Za-z\d])npm_[A-Za-z\d]{36}(?!\w)|:_authToken=([\w.~+/=-]{8,300})/,
  mask,
};

/** Tokens of PyPI: macaroons whose first bytes name it. */
export const pypiToken: Detector = {
  id: 'pypi-token',
  triggers: ['pypi-AgE'],
  pattern: /(?<![\w-])pypi-AgE[\w-]{50,1000}/,
  mask,
};

/** Keys of the API of RubyGems. */
export const rubygemsKey: Detector = {
  id: 'rubygems-key',
  triggers: ['rubygems_'],
  pattern: /(?<![A-Za-z\d])rubygems_[a-f\d]{48}(?!\w)/,
  mask,
};

/** Tokens of crates.io. */
export const cratesToken: Detector = {
  id: 'crates-token',
  triggers: ['cio'],
  pattern: /(?<!\w)cio[A-Za-z\d]{32}(?!\w)/,
  mask,
};

/** Keys of the API of NuGet. */
export const nugetKey: Detector = {
  id: 'nuget-key',
  triggers: ['oy2'],
  pattern: /(?<!\w)oy2[a-z\d]{43}(?!\w)/,
  mask,
};

/** Access tokens of persons and organizations of Docker Hub. */
export const dockerToken: Detector = {
  id: 'docker-token',
  triggers: ['dckr_'],
  pattern: /(?<![A-Za-z\d])dckr_(?:pat|oat)_[\w-]{27,32}(?![\w-])/,
  mask,
};

/** Tokens of persons and projects of CircleCI. */
export const circleciToken: Detector = {
  id: 'circleci-token',
  triggers: ['CCIPAT_', 'CCIPRJ_'],
  pattern: /(?<!\w)CCIP(?:AT|RJ)_[A-Za-z\d]{22}_[a-f\d]{40}(?!\w)/,
  mask,
};

/** Access tokens of the API of Buildkite. */
export const buildkiteToken: Detector = {
  id: 'buildkite-token',
  triggers: ['bkua_'],
  pattern: /(?<![A-Za-z\d])bkua_[a-f\d]{40}(?!\w)/,
  mask,
};

/** Tokens of users, projects and analyses of SonarQube. */
export const sonarToken: Detector = {
  id: 'sonar-token',
  triggers: ['squ_', 'sqp_', 'sqa_'],
  pattern: /(?<![A-Za-z\d])sq[upa]_[a-f\d]{40}(?!\w)/,
  mask,
};
