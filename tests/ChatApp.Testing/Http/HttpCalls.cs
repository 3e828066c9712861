using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>Calls that return the response or throw a <see cref="ChatProblemException"/>.</summary>
internal static class HttpCalls
{
    public static async Task<T> CallAsync<T>(
        this HttpClient client, HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var response = await client.CallAsync(method, path, body, cancellationToken);
        var json = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return ChatJson.Parse<T>(json);
        }
        catch (JsonException exception)
        {
            throw new JsonException(
                $"{method} {path} answered {(int)response.StatusCode}, but not with {typeof(T).Name}: {json}",
                exception);
        }
    }

    public static async Task<ChatPage<T>> PageAsync<T>(
        this HttpClient client, string path, CancellationToken cancellationToken)
    {
        using var response = await client.CallAsync(HttpMethod.Get, path, body: null, cancellationToken);
        var items = ChatJson.Parse<IReadOnlyList<T>>(await response.Content.ReadAsStringAsync(cancellationToken));
        return new ChatPage<T>(items, NextLink.Of(response), NextLink.Of(response, "prev"));
    }

    public static async Task<HttpResponseMessage> CallAsync(
        this HttpClient client, HttpMethod method, string path, object? body, CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : ChatJson.Content(body),
        };
        var response = await client.SendAsync(request, completion, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ChatProblemException.FromAsync(response, cancellationToken);
        }
    }
}
