import { blocksOf, read } from './pages';
import { Mail } from '../src/fixture';

const [serializer, use] = blocksOf(read('docs/templates.md')).filter(({ language }) => language === 'js').map(({ text }) => text);

test('the serializer of the guide hides the hash of the code, and nothing else', () => {
  new Function('expect', serializer)(expect);
  const mail = new Mail();
  mail.identity();
  const [[, { Properties }]] = mail.resources('AWS::Lambda::Function');
  expect(Properties.Code.S3Key).toMatch(/^[0-9a-f]{64}\.zip$/);
  expect({ S3Key: Properties.Code.S3Key, Handler: Properties.Handler }).toMatchInlineSnapshot(`
{
  "Handler": "index.deploy",
  "S3Key": "<asset>.zip",
}
`);
});

test('the test of the guide is one of a snapshot', () => {
  const toMatchSnapshot = jest.fn();
  const expectation = jest.fn((_template: unknown) => ({ toMatchSnapshot }));
  new Function('expect', 'Template', 'stack', use)(expectation, { fromStack: (stack: unknown) => ({ toJSON: () => stack }) }, 'the stack');
  expect(expectation).toHaveBeenCalledWith('the stack');
  expect(toMatchSnapshot).toHaveBeenCalledTimes(1);
});
