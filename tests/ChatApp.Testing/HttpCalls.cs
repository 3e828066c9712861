using System.Net.Http.Json;

namespace ChatApp.Testing;

/// <summary>Calls with JSON in and out.</summary>
public static class HttpCalls
{
    /// <summary>Sends a call and reads its answer.</summary>
    /// <exception cref="ChatProblemException">The answer is an error.</exception>
    public static async Task<T> CallAsync<T>(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        CancellationToken cancellationToken = default)
    {
        using var response = await client.CallAsync(method, path, body, cancellationToken);
        return (await response.Content.ReadFromJsonAsync<T>(Wire.Json, cancellationToken))!;
    }

    /// <summary>Sends a call.</summary>
    /// <exception cref="ChatProblemException">The answer is an error.</exception>
    public static async Task<HttpResponseMessage> CallAsync(
        this HttpClient client,
        HttpMethod method,
        string path,
        object? body = null,
        CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/{path}");
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, options: Wire.Json);
        }

        var response = await client.SendAsync(request, cancellationToken).WithTimeout();
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var problem = await response.Content.ReadFromJsonAsync<Problem>(Wire.Json, cancellationToken);
            throw new ChatProblemException(response.StatusCode, problem!, response.Headers);
        }
    }
}
