using System.Text.Json;
using System.Text.Json.Serialization;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The reactions of a message as a column: a JSON array of them; empty without reactions. They are stored with their
/// message because they are few and always read with it.
/// </summary>
internal static class ReactionText
{
    public static string Of(IReadOnlyList<Reaction> reactions) => reactions.Count == 0
        ? ""
        : JsonSerializer.Serialize(reactions, ReactionTextJson.Default.IReadOnlyListReaction);

    public static IReadOnlyList<Reaction> Read(string text) =>
        text.Length == 0 ? [] : JsonSerializer.Deserialize(text, ReactionTextJson.Default.IReadOnlyListReaction)!;
}

[JsonSerializable(typeof(IReadOnlyList<Reaction>))]
internal sealed partial class ReactionTextJson : JsonSerializerContext;
