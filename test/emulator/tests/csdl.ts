import { XMLParser } from 'fast-xml-parser';

interface PropertyDeclaration {
	name: string;
	type: string;
	nullable: boolean;
}

interface TypeDeclaration {
	properties: PropertyDeclaration[];
	baseType?: string;
}

interface XmlElement {
	Name: string;
	Type: string;
	Nullable?: string;
	BaseType?: string;
	Property?: XmlElement[];
	Member?: XmlElement[];
}

/** Documented answers hold these, the metadata does not declare or the answers leave out: API reference, section 16. */
const UNDECLARED = ['keyValuePairs'];
const LEFT_OUT = ['supportedAuthTypes'];

/** Checks answers against the types Microsoft publishes for this API. */
export class Csdl {
	private readonly types = new Map<string, TypeDeclaration>();
	private readonly enums = new Map<string, string[]>();

	constructor(xml: string) {
		const lists = [
			'EnumType',
			'ComplexType',
			'EntityType',
			'Property',
			'Member',
			'NavigationProperty',
			'PropertyRef',
		];
		const parser = new XMLParser({
			ignoreAttributes: false,
			attributeNamePrefix: '',
			isArray: (name) => lists.includes(name),
		});
		const schema = parser.parse(xml)['edmx:Edmx']['edmx:DataServices'].Schema;
		for (const { Name, Member = [] } of schema.EnumType as XmlElement[])
			this.enums.set(
				Name,
				Member.map((member) => member.Name),
			);
		for (const { Name, Property = [], BaseType } of [
			...schema.ComplexType,
			...schema.EntityType,
		] as XmlElement[]) {
			const properties = Property.map((property) => ({
				name: property.Name,
				type: property.Type,
				nullable: property.Nullable !== 'false',
			}));
			this.types.set(Name, { properties, baseType: BaseType });
		}
	}

	/** Everything that is wrong with an entity or complex value; empty when it fits its type. */
	problems(value: Record<string, unknown>, typeName: string, path = typeName): string[] {
		const declared = this.propertiesOf(typeName);
		const unknown = Object.keys(value)
			.filter((name) => !name.startsWith('@') && !UNDECLARED.includes(name))
			.filter((name) => !declared.some((property) => property.name === name))
			.map((name) => `${path}/${name} is not declared`);
		const wrong = declared.flatMap(({ name, type, nullable }) => {
			if (!(name in value)) return LEFT_OUT.includes(name) ? [] : [`${path}/${name} is missing`];
			if (value[name] === null) return nullable ? [] : [`${path}/${name} is null`];
			return this.valueProblems(value[name], type, `${path}/${name}`);
		});
		return [...unknown, ...wrong];
	}

	private propertiesOf(typeName: string): PropertyDeclaration[] {
		const declared = this.types.get(typeName);
		if (!declared) throw new Error(`No type ${typeName}.`);
		const id = { name: 'id', type: 'Edm.String', nullable: false };
		if (declared.baseType === 'graph.entity') return [id, ...declared.properties];
		const inherited = declared.baseType ? this.propertiesOf(shortName(declared.baseType)) : [];
		return [...inherited, ...declared.properties];
	}

	private valueProblems(value: unknown, type: string, path: string): string[] {
		const item = /^Collection\((.+)\)$/.exec(type)?.[1];
		if (item) {
			if (!Array.isArray(value)) return [`${path} is no array`];
			return value.flatMap((element, index) => this.valueProblems(element, item, `${path}[${index}]`));
		}
		const name = shortName(type);
		const members = this.enums.get(name);
		if (members)
			return members.includes(String(value)) ? [] : [`${path} is no member of ${name}: ${String(value)}`];
		if (this.types.has(name)) return this.problems(value as Record<string, unknown>, name, path);
		return fits(value, type) ? [] : [`${path} is no ${type}: ${JSON.stringify(value)}`];
	}
}

const shortName = (type: string): string => type.slice(type.lastIndexOf('.') + 1);

const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{0,6}[1-9])?Z$/;

function fits(value: unknown, type: string): boolean {
	switch (type) {
		case 'Edm.String':
			return typeof value === 'string';
		case 'Edm.Boolean':
			return typeof value === 'boolean';
		case 'Edm.Int64':
			return Number.isSafeInteger(value);
		case 'Edm.DateTimeOffset':
			return typeof value === 'string' && DATE.test(value);
		case 'graph.Dictionary':
			return typeof value === 'object';
		default:
			return false;
	}
}
