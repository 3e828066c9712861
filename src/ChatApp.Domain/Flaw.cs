namespace ChatApp.Domain;

/// <summary>Something that is wrong in stored data.</summary>
/// <param name="Text">What, for an operator, without text of users.</param>
/// <param name="IsCorrectable">Whether a counter is wrong, which can be computed from other rows.</param>
public sealed record Flaw(string Text, bool IsCorrectable);
