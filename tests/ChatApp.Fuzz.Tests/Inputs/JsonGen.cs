using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>
/// JSON documents similar to those of the contract, as bytes: valid ones, ones with a wrong member, and invalid JSON.
/// </summary>
internal static class JsonGen
{
    /// <summary>A document of the given members, each of which is usually, but not always, present and valid.</summary>
    /// <param name="members">Names and valid values, as JSON.</param>
    public static Gen<byte[]> Document(params (string Name, string[] Values)[] members) => Gen.Frequency(
        (8, Object(members)),
        (1, Gen.Elements(Nasty.JsonLiterals).Select(Encoding.UTF8.GetBytes)),
        (2, Object(members).Mutated()));

    public static string Quote(string text) => JsonSerializer.Serialize(text);

    private static Gen<byte[]> Object((string Name, string[] Values)[] members) =>
        from parts in Sequence(members.Select(Member))
        from extra in Gen.Frequency(
            (5, Gen.Constant("")), (1, Member(("anything", ["1"]))), (1, Gen.Elements(members).SelectMany(Member)))
        from end in Gen.Frequency((20, Gen.Constant("}")), (1, Gen.Elements("", "}}", "},", "} {}", "}\0", "} // end")))
        select Encoding.UTF8.GetBytes("{" + string.Join(',', parts.Append(extra).Where(part => part.Length > 0)) + end);

    private static Gen<string> Member((string Name, string[] Values) member) =>
        from name in Gen.Frequency(
            (20, Gen.Constant(Quote(member.Name))),
            (1, Gen.Elements("\"\\ud800\"", "\"\"", "name", Quote(member.Name.ToUpperInvariant()))))
        from value in Gen.Frequency(
            (12, Gen.Elements(member.Values)),
            (4, Gen.Elements(Nasty.Texts).Select(Quote)),
            (4, Gen.Elements(Nasty.JsonLiterals)))
        from isThere in Gen.Choose(0, 15)
        select isThere == 0 ? "" : $"{name}:{value}";

    private static Gen<IEnumerable<T>> Sequence<T>(IEnumerable<Gen<T>> gens) => gens.Aggregate(
        Gen.Constant(Enumerable.Empty<T>()),
        (all, next) => from before in all from value in next select before.Append(value));
}
