namespace ChatApp.Application.Common;

/// <summary>A record with a secret or personal data. Its text, which logs show, is only the type's name.</summary>
public abstract record SensitiveRecord
{
    /// <summary>The name of the type, without any of the values.</summary>
    public sealed override string ToString() => GetType().Name;
}
