using System.Reflection;

namespace ChatApp.Infrastructure.Settings;

/// <summary>Settings that belong together, under one heading of docs/settings.md.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Settings">In the order of the document.</param>
public sealed record SettingGroup(string Title, IReadOnlyList<Setting> Settings)
{
    /// <summary>All settings that are public fields of a class, in the order of its source.</summary>
    public static SettingGroup Of(string title, Type fields) => new(
        title,
        [
            .. fields.GetFields(BindingFlags.Static | BindingFlags.Public)
                .OrderBy(field => field.MetadataToken)
                .Select(field => field.GetValue(null))
                .OfType<Setting>(),
        ]);
}
