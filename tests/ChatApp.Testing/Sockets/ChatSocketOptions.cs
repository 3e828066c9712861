namespace ChatApp.Testing;

/// <summary>Options of a socket.</summary>
public sealed record ChatSocketOptions
{
    /// <summary>
    /// The access token; null sends none, or that of the user if the socket is opened through <see cref="ChatUser"/>.
    /// </summary>
    public string? AccessToken { get; init; }

    /// <summary>A ticket that is sent instead of the token.</summary>
    public string? Ticket { get; init; }

    /// <summary>Whether the token is sent in an Authorization header instead of the URL.</summary>
    public bool TokenInHeader { get; init; }

    /// <summary>A cursor; events after it arrive first, then live events.</summary>
    public string? Since { get; init; }

    /// <summary>Whether to ask for <c>events=all</c>. If so, connecting waits for the <c>ready</c> frame.</summary>
    public bool AllEvents { get; init; } = true;

    /// <summary>The Origin header, as a browser would send it; null sends none.</summary>
    public string? Origin { get; init; }

    internal string Path
    {
        get
        {
            var parameters = new List<string>();
            if (Ticket is not null)
            {
                parameters.Add($"ticket={Uri.EscapeDataString(Ticket)}");
            }
            else if (AccessToken is not null && !TokenInHeader)
            {
                parameters.Add($"token={Uri.EscapeDataString(AccessToken)}");
            }

            if (Since is not null)
            {
                parameters.Add($"since={Uri.EscapeDataString(Since)}");
            }

            if (AllEvents)
            {
                parameters.Add("events=all");
            }

            return "ws/chat?" + string.Join('&', parameters);
        }
    }
}
