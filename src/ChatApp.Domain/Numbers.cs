namespace ChatApp.Domain;

/// <summary>Ranges of numbers in sentences for an operator.</summary>
public static class Numbers
{
    /// <summary>The subject of a sentence with its verb: <c>message 7 is</c>, <c>messages 7 to 9 are</c>.</summary>
    public static string Of(string thing, long from, long to) =>
        from == to ? $"{thing} {from} is" : $"{thing}s {from} to {to} are";
}
