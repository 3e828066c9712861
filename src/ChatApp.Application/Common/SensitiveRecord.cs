namespace ChatApp.Application.Common;

/// <summary>
/// A record that holds a secret or personal data. Logs show a record as text, and here the text is only the type's
/// name.
/// </summary>
public abstract record SensitiveRecord
{
    /// <summary>The name of the type, without any of the values.</summary>
    public sealed override string ToString() => GetType().Name;
}
