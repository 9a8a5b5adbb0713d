import { lineAround, matching, scannerOf } from './scanner.ts';

/** A URL with a password in it; the user is left out where there is only one. */
const urlOf = (schemes: string) =>
  new RegExp(
    String.raw`\b(?<value>(?:${schemes}):\/\/[^:@/\s"'\x60]{0,100}:[^@\s"'\x60]{4,200}@[^\s"'\x60<>;,)]{1,200})`,
    'dgi',
  );

/** A password as part of a connection string; in the call of a function there is no semicolon beside it. */
const VALUE = String.raw`(?<value><[^>\n]{0,60}>|\{[^}\n]{0,60}\}|[^;"'\s\x60]{4,200})`;
const NAME = String.raw`(?:password|pwd)\s{0,5}=\s{0,5}`;
const BEHIND_OTHERS = new RegExp(String.raw`;\s{0,5}${NAME}${VALUE}`, 'dgi');
const IN_FRONT = new RegExp(String.raw`(?<!;\s{0,5})(?<!\w)${NAME}${VALUE}(?=\s{0,5};)`, 'dgi');

/** What stands beside a password in a connection string: the server or the driver, and the user. */
const SERVER = /\b(?:server|data source|addr(?:ess)?|network address|host)\s*=|jdbc:(?:jtds:)?sqlserver:/i;
const USER = /\b(?:user id|user|uid|username)\s*=/i;

export const connectionStrings = scannerOf('connection', {
  REDIS_URL: { message: 'Found Redis connection string', find: matching(urlOf('rediss?')) },
  AMQP_URL: { message: 'Found AMQP connection string', find: matching(urlOf('amqps?')) },
  SQL_SERVER: {
    message: 'Found SQL Server connection string',
    *find(text) {
      yield* matching(urlOf('(?:mssql|sqlserver)(?:\\+\\w{1,20})?'))(text);
      for (const pattern of [BEHIND_OTHERS, IN_FRONT]) {
        yield* matching(pattern, (_, place) => SERVER.test(lineAround(place)) && USER.test(lineAround(place)))(text);
      }
    },
  },
});
