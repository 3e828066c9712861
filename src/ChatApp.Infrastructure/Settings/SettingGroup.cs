using System.Reflection;

namespace ChatApp.Infrastructure.Settings;

/// <summary>A group of settings under one heading of docs/settings.md.</summary>
public sealed record SettingGroup(string Title, IReadOnlyList<Setting> Settings)
{
    /// <summary>All settings in the public static fields of a class, in source order.</summary>
    public static SettingGroup Of(string title, Type fields) => new(
        title,
        [
            .. fields.GetFields(BindingFlags.Static | BindingFlags.Public)
                .OrderBy(field => field.MetadataToken)
                .Select(field => field.GetValue(null))
                .OfType<Setting>(),
        ]);
}
