import * as ts from 'typescript';
import { moduleOf, type Program } from './program';

const LONGEST_FIELDS = 50;

/** A Go program with the same effect. jsii-rosetta's Go lacks packages, pointers and arguments that may be left out elsewhere. */
export function translateToGo(program: Program): string {
  return new GoProgram(program).text();
}

/** The package of a module: where it is, and its name. */
function packageOf(module: string): { path: string; name: string } {
  const name = module.split('/').at(-1)!.replace(/\W/g, '');
  switch (module.split('/')[0]) {
    case 'aws-cdk-lib':
      return module === 'aws-cdk-lib'
        ? { path: 'github.com/aws/aws-cdk-go/awscdk/v2', name: 'awscdk' }
        : { path: `github.com/aws/aws-cdk-go/awscdk/v2/${name}`, name };
    case 'cdk-nag':
      return { path: 'github.com/cdklabs/cdk-nag-go/cdknag/v2', name };
    case 'cdk-ses-dkim':
      return { path: 'github.com/cdk-ses-dkim/cdk-ses-dkim-go/cdksesdkim', name };
    default:
      throw new Error(`the package of ${module} is not known`);
  }
}

const upper = (name: string) => name[0].toUpperCase() + name.slice(1);

const indented = (text: string) => text.replace(/^(?=.)/gm, '\t');

class GoProgram {
  private readonly imports = new Set(['github.com/aws/jsii-runtime-go']);

  constructor(private readonly program: Program) {}

  text(): string {
    const { source } = this.program;
    const statements = source.statements.filter((statement) => !ts.isImportDeclaration(statement));
    const body = statements.map((statement, index) => {
      const leading = source.text.slice(statement.getFullStart(), statement.getStart());
      const space = index > 0 && /\n[ ]*\n/.test(leading) ? '\n' : '';
      return `${space}${leading.trim() === '' ? '' : `${leading.trim()}\n`}${this.statement(statement)}\n`;
    }).join('');
    const imports = [...this.imports].sort().map((path) => `\t"${path}"\n`).join('');
    return `package main\n\nimport (\n${imports})\n\nfunc main() {\n\tdefer jsii.Close()\n${indented(body)}}\n`;
  }

  private statement(node: ts.Statement): string {
    if (ts.isVariableStatement(node) && node.declarationList.declarations.length === 1) {
      const [{ name, initializer }] = node.declarationList.declarations;
      return `${name.getText()} := ${this.value(initializer!)}`;
    }
    if (ts.isExpressionStatement(node)) {
      return this.value(node.expression);
    }
    throw this.unknown(node);
  }

  private value(node: ts.Expression): string {
    if (ts.isStringLiteral(node)) {
      return `jsii.String(${JSON.stringify(node.text)})`;
    } else if (ts.isNumericLiteral(node)) {
      return `jsii.Number(${node.text})`;
    } else if (node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword) {
      return `jsii.Bool(${node.getText()})`;
    } else if (ts.isIdentifier(node)) {
      return node.text;
    } else if (ts.isNewExpression(node)) {
      return `${this.qualified(`New${node.expression.getText()}`, node.expression.getText())}${this.args(node)}`;
    } else if (ts.isCallExpression(node)) {
      return `${this.member(node.expression as ts.PropertyAccessExpression)}${this.args(node)}`;
    } else if (ts.isPropertyAccessExpression(node)) {
      const isField = this.isConstant(node) || this.isStruct(this.program.checker.getTypeAtLocation(node.expression));
      return `${this.member(node)}${isField ? '' : '()'}`;
    } else if (ts.isObjectLiteralExpression(node)) {
      return this.struct(node);
    } else if (ts.isArrayLiteralExpression(node)) {
      return this.slice(node);
    }
    throw this.unknown(node);
  }

  /** `Class_Method` of a class, and `object.Method` of an object. */
  private member({ expression, name }: ts.PropertyAccessExpression): string {
    return this.isTypeName(expression)
      ? this.qualified(`${expression.getText()}_${upper(name.text)}`, expression.getText())
      : `${this.value(expression)}.${upper(name.text)}`;
  }

  /** Go has no optional parameters: what is left out is `nil`. */
  private args(node: ts.NewExpression | ts.CallExpression): string {
    const { parameters: all } = this.program.checker.getResolvedSignature(node)!.declaration!;
    const parameters = all.filter((parameter) => ts.isParameter(parameter) && !parameter.dotDotDotToken);
    const given = node.arguments?.map((argument) => this.value(argument)) ?? [];
    return `(${[...given, ...Array(Math.max(0, parameters.length - given.length)).fill('nil')].join(', ')})`;
  }

  private struct(node: ts.ObjectLiteralExpression): string {
    const type = this.program.checker.getNonNullableType(this.program.checker.getContextualType(node)!);
    if (this.program.checker.getIndexTypeOfType(type, ts.IndexKind.String)) {
      return this.map(node);
    }
    const fields = node.properties.map((property): Field => {
      if (ts.isPropertyAssignment(property)) {
        return { name: upper(property.name.getText()), value: this.value(property.initializer) };
      } else if (ts.isShorthandPropertyAssignment(property)) {
        return { name: upper(property.name.text), value: property.name.text };
      }
      throw this.unknown(property);
    });
    const { name } = type.symbol;
    return `&${this.qualified(name, name)}{${inLines(fields, node.getText().includes('\n'))}}`;
  }

  /** A map of anything: what is in it is not typed. */
  private map(node: ts.ObjectLiteralExpression): string {
    const fields = node.properties.map((property): Field => {
      const { name, initializer } = property as ts.PropertyAssignment;
      return { name: JSON.stringify(ts.isIdentifier(name) ? name.text : (name as ts.StringLiteral).text), value: this.untyped(initializer) };
    });
    return `&map[string]interface{}{${inLines(fields, node.getText().includes('\n'))}}`;
  }

  private untyped(node: ts.Expression): string {
    if (ts.isArrayLiteralExpression(node)) {
      return `[]interface{}{${node.elements.map((element) => this.untyped(element)).join(', ')}}`;
    }
    return ts.isStringLiteral(node) ? JSON.stringify(node.text) : this.value(node);
  }

  private slice(node: ts.ArrayLiteralExpression): string {
    const { checker } = this.program;
    const type = checker.getNonNullableType(checker.getContextualType(node)!);
    const values = node.elements.map((element) => this.value(element));
    const joined = values.join(', ');
    return `&[]${this.elementType(checker.getIndexTypeOfType(type, ts.IndexKind.Number)!)}{${
      joined.includes('\n') ? `\n${values.map((value) => `${indented(value)},\n`).join('')}` : joined}}`;
  }

  private elementType(type: ts.Type): string {
    const { checker } = this.program;
    if (type.flags & ts.TypeFlags.String) {
      return '*string';
    }
    const element = checker.isArrayType(type) ? checker.getIndexTypeOfType(type, ts.IndexKind.Number) : undefined;
    return element ? `*[]${this.elementType(element)}` : `${this.isStruct(type) ? '*' : ''}${this.qualified(type.symbol.name, type.symbol.name)}`;
  }

  private qualified(name: string, type: string): string {
    const { path, name: alias } = packageOf(moduleOf(this.program, type));
    this.imports.add(path);
    return `${alias}.${name}`;
  }

  /** Behavioral interfaces begin with an I. [DOC jsii, "Structs"] */
  private isStruct({ symbol }: ts.Type): boolean {
    return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Interface) !== 0 && !/^I[A-Z]/.test(symbol.name);
  }

  private isTypeName(node: ts.Expression): boolean {
    const symbol = this.program.checker.getSymbolAtLocation(node);
    return ts.isIdentifier(node) && symbol !== undefined && (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  }

  private isConstant(node: ts.PropertyAccessExpression): boolean {
    return (this.program.checker.getSymbolAtLocation(node)!.flags & ts.SymbolFlags.EnumMember) !== 0;
  }

  private unknown(node: ts.Node): Error {
    return new Error(`cannot say in Go: ${node.getText()}`);
  }
}

interface Field {
  readonly name: string;
  readonly value: string;
}

/** Fields as gofmt writes them: the values of lines below each other begin in one column. */
function inLines(fields: readonly Field[], wasInLines: boolean): string {
  const line = fields.map(({ name, value }) => `${name}: ${value}`).join(', ');
  if (fields.length === 0 || (!wasInLines && !line.includes('\n') && line.length <= LONGEST_FIELDS)) {
    return line;
  }
  const isLong = ({ value }: Field) => value.includes('\n');
  const lines = fields.map((field, index) => {
    let [first, last] = [index, index];
    if (!isLong(field)) {
      while (first > 0 && !isLong(fields[first - 1])) {
        first--;
      }
      while (last < fields.length - 1 && !isLong(fields[last + 1])) {
        last++;
      }
    }
    const width = Math.max(...fields.slice(first, last + 1).map(({ name }) => name.length));
    return indented(`${`${field.name}:`.padEnd(width + 1)} ${field.value},`);
  });
  return `\n${lines.join('\n')}\n`;
}
