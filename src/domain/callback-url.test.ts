import assert from 'node:assert/strict';
import { type CallbackRules, type CallbackUse, callbackUrlProblem } from './callback-url.ts';

const live: CallbackRules = { environment: 'live', allowLoopbackInTest: true };
const test: CallbackRules = { environment: 'test', allowLoopbackInTest: true };
const strictTest: CallbackRules = { environment: 'test', allowLoopbackInTest: false };

const taken = (url: string, rules = live, use: CallbackUse = 'webhook') =>
  assert.equal(callbackUrlProblem(use, url, rules), undefined, url);
const refused = (url: string, problem: RegExp, rules = live, use: CallbackUse = 'webhook') =>
  assert.match(callbackUrlProblem(use, url, rules) ?? 'taken', problem, url);

/** One address of this machine or of a private network, in the ways in which it can be written. */
const PRIVATE = [
  'https://10.0.0.1/',
  'https://192.168.1.1/',
  'https://169.254.169.254/latest/meta-data/',
  'https://100.64.0.1/',
  'https://0.0.0.0/',
  'https://3232235777/',
  'https://0xc0a80101/',
  'https://0300.0250.1.1/',
  'https://192.168.257/',
  'https://①⑨②.①⑥⑧.①.①/',
  'https://192.168.1.1./',
  'https://[fe80::1]/',
  'https://[fd00::1]/',
  'https://[::]/',
  'https://[::ffff:10.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::127.0.0.1]/',
  'https://[2002:7f00:1::]/',
  'https://[64:ff9b::7f00:1]/',
];

const LOOPBACK = [
  'https://localhost/',
  'https://LOCALHOST./',
  'https://app.localhost/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
];

describe('addresses for returns and webhooks', () => {
  it('are taken where they are https and public', () => {
    taken('https://tenant.example/webhooks/kyc?x=1#y');
    taken('https://8.8.8.8/hook');
    taken('https://[2606:4700::1111]/hook');
    taken('https://bücher.example/');
  });

  it('are taken where the name does not resolve today', () => taken('https://no-such-name.invalid/hook'));

  it('must be https in live', () => {
    refused('http://tenant.example/', /https/);
    refused('http://tenant.example/', /https/, live, 'return');
  });

  it('must be https in test as well, unless they name this machine', () => {
    refused('http://tenant.example/', /https/, test);
    taken('http://localhost:4000/hook', test);
    taken('http://127.0.0.1:4000/hook', test);
    taken('http://[::1]:4000/hook', test);
    taken('http://127.9.9.9/hook', test, 'return');
  });

  it('may not name this machine where the installation forbids it', () => {
    for (const url of LOOPBACK) refused(url, /this machine/, strictTest);
    refused('http://localhost/', /this machine/, strictTest, 'return');
  });

  for (const url of LOOPBACK) {
    it(`may not name this machine in live: ${url}`, () => {
      refused(url, /this machine/, live);
      refused(url, /this machine/, live, 'return');
    });
  }

  for (const url of PRIVATE) {
    it(`may not be private, in whatever notation: ${url}`, () => {
      for (const rules of [live, test, strictTest]) {
        refused(url, /private or reserved/, rules, 'webhook');
        refused(url, /private or reserved/, rules, 'return');
      }
    });
  }

  it('may be private where the operator allowed the block', () => {
    taken('https://10.0.0.1/hook', { ...live, isAllowed: (ip) => ip === '10.0.0.1' });
    refused('https://10.0.0.2/hook', /private/, { ...live, isAllowed: (ip) => ip === '10.0.0.1' });
  });

  it('may not carry a user name or password', () => {
    refused('https://user@tenant.example/', /user name/);
    refused('https://:secret@tenant.example/', /user name/);
  });

  it('may not use another scheme', () => {
    for (const url of [
      'javascript:alert(1)',
      'ftp://tenant.example/',
      'data:text/html,x',
      'file:///etc/passwd',
    ]) {
      refused(url, /https/);
    }
  });

  it('may not be relative or broken', () => {
    for (const url of ['/done', 'tenant.example', 'https://', 'https://1.2.3.4.5/', ''])
      refused(url, /absolute/);
  });

  it('may not hold white space, control characters, lone surrogates or backslashes', () => {
    for (const url of [
      'https://tenant.example/a b',
      'https://tenant.example/\r\nx',
      'https://a\u0000.example/',
      '\thttps://tenant.example/',
      'https:\\\\tenant.example/',
      'https://tenant.example/\ud800',
    ]) {
      refused(url, /white space/);
    }
  });

  it('of live webhooks use port 443 or 8443', () => {
    taken('https://tenant.example:443/');
    taken('https://tenant.example:8443/');
    refused('https://tenant.example:8080/', /port/);
    refused('https://tenant.example:22/', /port/);
    taken('https://tenant.example:8080/', test);
    taken('https://tenant.example:8080/', live, 'return');
  });
});
