import { lineAround, matching, scannerOf } from './scanner.ts';

const SIGN = String.raw`["'\]\\]{0,4}\s{0,10}(?:=>|:=|[:=])\s{0,10}`;
const BESIDE = String.raw`["']?,?\s{1,40}["']?value["']?\s{0,5}[:=]\s{0,5}|["'],["']value["']:`;
/** From a name to its value: a sign, a blank behind an option, an XML element, or a field beside it that is called value. */
const TO_VALUE = String.raw`(?:${SIGN}|${BESIDE}|\s{1,10}|>)\\?["'\x60]?`;
const BEHIND = '(?![A-Za-z0-9+/=])';

/** An AWS secret access key by the names that say what it is, in each spelling. */
const AWS_SECRET = new RegExp(
  String.raw`(?:\baws[\w.-]{0,40}?secret[_.-]?(?:access[_.-]?)?(?:key)?|secret[_.-]?access[_.-]?key)${TO_VALUE}(?<value>[A-Za-z0-9+/]{40})${BEHIND}`,
  'dgi',
);
/** Many services have a secret key; one of 40 such characters, mixed, is one of AWS. */
const SECRET_KEY = new RegExp(
  String.raw`(?<!aws[\w.-]{0,40})secret[_.-]?key${TO_VALUE}(?<value>[A-Za-z0-9+/]{40})${BEHIND}`,
  'dgi',
);

/** A digest in hexadecimal is not mixed; nearly every text of 40 random characters is. */
const isMixed = (value: string) => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value);

/** Every installation of the storage emulator has this one. */
const EMULATOR_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq';

/** AWS's keys by the names they are given; its own ranges of key IDs are in the IAM User Guide, "IAM identifiers". */
export const awsKeys = scannerOf('aws', {
  AWSAccessKeyID: {
    message: 'Found AWS Access Key ID',
    find: matching(/\b(?:A3T[A-Z0-9]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA)[A-Z0-9]{16}\b/dg),
  },
  AWSSecretAccessKey: {
    message: 'Found AWS Secret Access Key',
    *find(text) {
      yield* matching(AWS_SECRET)(text);
      yield* matching(SECRET_KEY, isMixed)(text);
    },
  },
});

export const googleKeys = scannerOf('google', {
  GOOGLE_API_KEY: {
    message: 'Found Google API key',
    find: matching(/(?<![\w-])(?<value>AIza[\w-]{35})(?![\w-])/dg),
  },
  GOOGLE_CLIENT_SECRET: {
    message: 'Found client secret of Google OAuth',
    find: matching(/(?<![\w-])(?<value>GOCSPX-[\w-]{28})(?![\w-])/dg),
  },
});

export const azureKeys = scannerOf('azure', {
  AZURE_STORAGE_KEY: {
    message: 'Found key of an Azure storage account',
    find: matching(
      new RegExp(String.raw`(?:account|storage|access)[\w-]{0,20}key${TO_VALUE}(?<value>[A-Za-z0-9+/]{86}==)`, 'dgi'),
      (value) => !value.startsWith(EMULATOR_KEY),
    ),
  },
  AZURE_SHARED_ACCESS_KEY: {
    message: 'Found shared access key of Azure',
    find: matching(new RegExp(`SharedAccessKey${TO_VALUE}(?<value>[A-Za-z0-9+/]{43}=)(?!=)`, 'dgi')),
  },
  AZURE_SAS: {
    message: 'Found shared access signature of Azure',
    find: matching(
      /[?&;"']sig=(?<value>[A-Za-z0-9%+/]{43,90}(?:=|%3d))/dgi,
      (_, place) => /[?&;"']se=/.test(lineAround(place)) && /[?&;"']s[vr]=/.test(lineAround(place)),
    ),
  },
  AZURE_CLIENT_SECRET: {
    message: 'Found client secret of an Azure application',
    find: matching(/(?<![\w~.-])(?<value>[\w~.-]{3}\dQ~[\w~.-]{31,34})(?![\w~.-])/dg),
  },
});
