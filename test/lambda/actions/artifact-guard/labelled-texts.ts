import { createHash } from 'node:crypto';
import { armour, keys, quotings } from './labelled-keys.ts';

/** A text that leaks a credential, and the rule that must find it. */
interface Leak {
  name: string;
  text: string;
  rule: string;
}

/** A text that leaks nothing, though parts of it look so. */
interface Harmless {
  name: string;
  text: string;
}

/** Of this form and always the same; nothing in this repository is a credential, or looks like one to other scanners. */
function made(length: number, seed: string, alphabet = 'A-Za-z0-9+/'): string {
  const chars = createHash('shake256', { outputLength: 4 * length + 64 })
    .update(seed)
    .digest('base64');
  return chars.replace(new RegExp(`[^${alphabet}]`, 'g'), '').slice(0, length);
}

const WORD = 'A-Za-z0-9';
const secretKey = made(40, 'aws');
const slashed = `${made(38, 'slash')}a/`;
const password = `Tr0ub4dor-${made(8, 'password', WORD)}`;
const storageKey = `${made(86, 'azure')}==`;

const leaks = (rule: string, texts: Readonly<Record<string, string>>): Leak[] =>
  Object.entries(texts).map(([name, text]) => ({ name, text: `first line\n${text}\nlast line\n`, rule }));

const keyRules: Readonly<Record<string, string>> = {
  PuTTY: 'privatekey/PrivateKeyPuTTY',
  'JSON Web Key': 'privatekey/PrivateKeyJWK',
};
const ruleOf = (quoting: string) =>
  quoting.includes('Kubernetes') ? 'privatekey/PrivateKeyBase64' : 'privatekey/PrivateKey';

const ed25519 = keys['Ed25519, PKCS#8'] ?? '';
const sec1 = keys['P-256, SEC1'] ?? '';
const rsa = keys['RSA, PKCS#1'] ?? '';

export const leaking: readonly Leak[] = [
  ...Object.entries(keys).map(([name, text]) => ({ name, text, rule: keyRules[name] ?? 'privatekey/PrivateKey' })),
  ...Object.entries(quotings).flatMap(([quoting, quoted]) =>
    Object.entries({ 'an RSA key': rsa, 'an EC key': sec1, 'an Ed25519 key': ed25519 }).map(([name, key]) => ({
      name: `${name} ${quoting}`,
      text: quoted(key),
      rule: ruleOf(quoting),
    })),
  ),
  ...leaks('aws/AWSSecretAccessKey', {
    AWS_SECRET_ACCESS_KEY: `AWS_SECRET_ACCESS_KEY=${secretKey}`,
    AWS_SECRET_KEY: `AWS_SECRET_KEY=${secretKey}`,
    AWS_SECRET: `export AWS_SECRET="${secretKey}"`,
    awsSecretKey: `awsSecretKey: '${secretKey}',`,
    'aws.secretKey': `aws.secretKey = ${secretKey}`,
    'aws-secret-access-key': `aws-secret-access-key: ${secretKey}`,
    'an option of a command': `tool --aws-secret-access-key ${secretKey} --region eu-west-1`,
    'the properties of Spring': `cloud.aws.credentials.secret-key=${secretKey}`,
    'a provider of Terraform': `  secret_key = "${secretKey}"`,
    'the answer of AssumeRole': `{ "SecretAccessKey": "${secretKey}" }`,
    'a map of Ruby': `:aws_secret_access_key => "${secretKey}"`,
    'an element of XML': `<awsSecretKey>${secretKey}</awsSecretKey>`,
    'a key that ends in a slash': `AWS_SECRET_ACCESS_KEY="${slashed}"`,
    'os.environ': `os.environ["AWS_SECRET_ACCESS_KEY"] = "${secretKey}"`,
    'JSON in JSON': JSON.stringify({ body: JSON.stringify({ AWS_SECRET_KEY: secretKey }) }),
    'a variable of a container in YAML': `- name: AWS_SECRET_ACCESS_KEY\n  value: "${secretKey}"`,
    'a variable of a container in JSON': `{"name":"AWS_SECRET_ACCESS_KEY","value":"${secretKey}"}`,
    'a Dockerfile': `ENV AWS_SECRET_KEY ${secretKey}`,
  }),
  ...leaks('aws/AWSAccessKeyID', { 'a key ID': `${'AKIA'}${made(16, 'id', 'A-Z0-9').toUpperCase()}` }),
  ...leaks('google/GOOGLE_API_KEY', {
    'a key of Maps': `https://maps.example.com/api/js?key=${'AIza'}${made(35, 'google', WORD)}`,
    'a key of Firebase': `apiKey: "${'AIza'}${made(35, 'firebase', WORD)}",`,
  }),
  ...leaks('google/GOOGLE_CLIENT_SECRET', {
    'a client secret': `"client_secret":"${'GOCSPX'}-${made(28, 'oauth', WORD)}"`,
  }),
  ...leaks('azure/AZURE_STORAGE_KEY', {
    'a connection string of storage': `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${storageKey};EndpointSuffix=core.windows.net`,
    'a storage key by itself': `AZURE_STORAGE_KEY="${storageKey}"`,
    'an access key of storage': `storage_account_access_key = "${storageKey}"`,
  }),
  ...leaks('azure/AZURE_SHARED_ACCESS_KEY', {
    'a service bus': `Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=${made(43, 'bus')}=`,
  }),
  ...leaks('azure/AZURE_SAS', {
    'a URL with a signature': `https://shop.blob.core.windows.net/c/b?sv=2024-11-04&se=2030-01-01&sr=b&sp=r&sig=${encodeURIComponent(`${made(43, 'sas')}=`)}`,
  }),
  ...leaks('azure/AZURE_CLIENT_SECRET', {
    'a client secret': `client_secret=${made(3, 'app', WORD)}8${'Q~'}${made(34, 'secret', WORD)}`,
  }),
  ...leaks('connection/REDIS_URL', {
    'redis with a user': `REDIS_URL=redis://default:${password}@cache.shop.io:6379/0`,
    'redis with a password alone': `redis://:${password}@cache.shop.io:6379`,
    rediss: `rediss://:${password}@cache.shop.io:6380`,
    'a password with a slash': `redis://:${made(20, 'slash', WORD)}/a=@cache.shop.io:6380`,
  }),
  ...leaks('connection/AMQP_URL', { amqps: `amqps://shop:${password}@queue.shop.io/vhost` }),
  ...leaks('connection/SQL_SERVER', {
    'ADO.NET': `"Server=tcp:shop.database.windows.net,1433;Initial Catalog=shop;User ID=shop;Password=${password};Encrypt=True"`,
    'ADO.NET, shorter': `Data Source=db;Database=shop;Uid=sa;Pwd=${password}`,
    'the password first': `Password=${password};User ID=sa;Server=db.shop.io`,
    JDBC: `jdbc:sqlserver://db.shop.io:1433;databaseName=shop;user=sa;password=${password};`,
    SQLAlchemy: `mssql+pyodbc://sa:${password}@db.shop.io/shop`,
  }),
  ...leaks('database-connection-string/PostgreSQLConnection', {
    PostgreSQL: `postgres://shop:${password}@db.shop.io/shop`,
  }),
  ...leaks('database-connection-string/MySQLConnection', {
    'MySQL over JDBC': `jdbc:mysql://shop:${password}@db.shop.io/shop`,
  }),
  ...leaks('database-connection-string/MongoDBConnection', {
    MongoDB: `mongodb+srv://shop:${password}@db.shop.io/shop`,
  }),
  ...leaks('basicauth/BasicAuth', { 'a password in a URL': `https://shop:${password}@registry.shop.io/npm` }),
  ...leaks('github/GITHUB_TOKEN', { 'a token of GitHub': `${'ghp'}_${made(36, 'github', WORD)}` }),
];

const urls = (word: string) => [
  `postgres://shop:${word}@db.shop.io/shop`,
  `mongodb://shop:${word}@db.shop.io/shop`,
  `redis://shop:${word}@cache.shop.io:6379`,
  `amqp://shop:${word}@queue.shop.io`,
  `https://shop:${word}@registry.shop.io/npm`,
  `Server=db.shop.io;User ID=shop;Password=${word};Encrypt=True`,
  `jdbc:sqlserver://db.shop.io;user=shop;password=${word};`,
];

const placeholders = [
  '<password>',
  '<your-password>',
  '{password}',
  '{{ password }}'.replaceAll(' ', ''),
  `\${DB_PASSWORD}`,
  '$DB_PASSWORD',
  '$(DB_PASSWORD)',
  '%DB_PASSWORD%',
  '[password]',
  'password',
  'your_password',
  'YOUR-PASSWORD-HERE',
  'mypassword',
  'guest',
  'yourStrong(!)Password',
  'changeme',
  'change-me',
  'replace_me',
  'xxxxxxxx',
  'XXXX',
  '****',
  '********',
  '...',
];

const half = (text: string) => text.split('\n').toSpliced(2, 20, '...').join('\n');

export const harmless: readonly Harmless[] = [
  ...placeholders.map((word) => ({ name: `the placeholder ${word}`, text: urls(word).join('\n') })),
  ...[
    'user:pass@example.com',
    'alice:S3cr3tPassw0rd@example.org:5432',
    'a:bcdef12345@db.example',
    'u:p4ssw0rd1@host.test',
  ].map((place) => ({
    name: place,
    text: ['https', 'redis', 'postgres', 'amqp', 'mysql'].map((scheme) => `${scheme}://${place}/x`).join('\n'),
  })),
  {
    name: 'the name of the user for a password',
    text: 'amqp://bunny:bunny@queue.shop.io\nredis://shop:shop@cache.shop.io',
  },
  { name: 'a token in words', text: 'Authorization: Bearer your token\napi_key = "your token here"\nToken: <token>' },
  {
    name: 'the keys of the AWS documentation',
    text: `${'AKIA'}IOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLEKEY'}`,
  },
  {
    name: 'a token of crosses',
    text: [
      `${'ghp'}_${'x'.repeat(36)}`,
      `${'AKIA'}${'X'.repeat(16)}`,
      `${'AIza'}${'x'.repeat(35)}`,
      `${'xoxb'}-${'x'.repeat(12)}-${'x'.repeat(24)}`,
    ].join('\n'),
  },
  {
    name: 'AWS secret keys in templates',
    text: `AWS_SECRET_KEY=\${AWS_SECRET_KEY}\naws_secret_access_key = ${'x'.repeat(40)}\naws_secret_access_key = ${'*'.repeat(40)}`,
  },
  { name: 'a secret key that is a digest', text: `secret_key: ${createHash('sha1').update('a').digest('hex')}` },
  {
    name: 'a commit of a repository',
    text: `aws-sdk@${createHash('sha1').update('b').digest('hex')}\n"resolved": "git+ssh://git@github.com/a/b.git#${createHash('sha1').update('c').digest('hex')}"`,
  },
  { name: 'an RSA key with its middle left out', text: half(rsa) },
  {
    name: 'a key of three dots',
    text: ['-----BEGIN', 'PRIVATE KEY-----\n...\n-----END', 'PRIVATE KEY-----'].join(' '),
  },
  {
    name: 'a key of crosses',
    text: armour('RSA PRIVATE KEY', Buffer.alloc(300, Buffer.from('x'.repeat(64), 'base64'))),
  },
  {
    name: 'the words that a program looks for',
    text: [
      'if (text.includes("-----BEGIN',
      'PRIVATE KEY-----") && text.includes("-----END',
      'PRIVATE KEY-----"))',
    ].join(' '),
  },
  { name: 'a certificate', text: armour('CERTIFICATE', Buffer.from('3082030c', 'hex')) },
  { name: 'a public key', text: armour('PUBLIC KEY', Buffer.from(made(120, 'public'), 'base64')) },
  {
    name: 'a certificate in base64',
    text: `ca-data: ${Buffer.from(armour('CERTIFICATE', Buffer.from(made(800, 'cert'), 'base64'))).toString('base64')}`,
  },
  {
    name: 'a public JSON Web Key',
    text: JSON.stringify({ kty: 'EC', crv: 'P-256', x: made(43, 'x', WORD), y: made(43, 'y', WORD) }),
  },
  {
    name: 'the storage emulator',
    text: `AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw${'=='}`,
  },
  {
    name: 'a password in a form',
    text: '<label>Password: <input type="password" name="password"></label>\npassword=secret&user=alice',
  },
  {
    name: 'the parameters of a function',
    text: 'connect(server=server, user=user, password=password)\nconnect(host=host, user="sa", password=os.environ["PW"])',
  },
  { name: 'a parameter of a query', text: 'Server=db.shop.io;User ID=sa;Password=@password;' },
  { name: 'a server without a password', text: 'Server=db.shop.io;Database=shop;Integrated Security=true;' },
  { name: 'an integrity of a package', text: `"integrity": "sha512-${made(86, 'sri')}=="` },
  { name: 'an image in base64', text: `src="data:image/png;base64,${made(4000, 'png')}"` },
  { name: 'a Redis without a password', text: 'redis://cache.shop.io:6379/0\nredis://localhost' },
];
