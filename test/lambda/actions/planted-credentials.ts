import { createHash, generateKeyPairSync } from 'node:crypto';

/** Credentials that open nothing, put together at run time so that this repository holds none that a scanner would find. */
interface Planted {
  secret: string;
  /** The file text that leaks it, on its second line. */
  text: string;
  rule: string;
  level: 'error' | 'warning';
}

const letters = (count: number, seed: string) => createHash('sha512').update(seed).digest('hex').slice(0, count);

const plant = (rule: string, secret: string, before = '', level: Planted['level'] = 'error'): Planted => ({
  secret,
  text: `first line\n${before}${secret}\nlast line\n`,
  rule,
  level,
});

const { privateKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** One of each, by a short name. */
export const planted = {
  awsSecretKey: plant('aws/AWSSecretAccessKey', letters(40, 'aws'), `${'aws_secret'}_access_key = `),
  githubToken: plant('github/GITHUB_TOKEN', `${'ghp'}_${letters(36, 'github')}`, 'token: '),
  slackToken: plant('slack/SLACK_TOKEN', `${'xoxb'}-${letters(12, 'team')}-${letters(24, 'slack')}`),
  privateKey: plant('privatekey/PrivateKey', privateKey.trim()),
  awsKeyId: plant('aws/AWSAccessKeyID', `${'AKIA'}${letters(16, 'id').toUpperCase()}`, 'key id ', 'warning'),
  stripeTestKey: plant('stripe/STRIPE_SECRET_KEY_TEST', `${'sk'}_test_${letters(24, 'stripe')}`, '', 'warning'),
} satisfies Record<string, Planted>;
