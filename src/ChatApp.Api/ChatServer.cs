namespace ChatApp.Api;

/// <summary>Puts the server together. Tests and embedders use the same door as the command line.</summary>
public static class ChatServer
{
    /// <summary>Builds the server from settings, ready to be started.</summary>
    /// <param name="args">Command-line settings, for example <c>--urls http://127.0.0.1:0</c>.</param>
    /// <param name="configure">Last word on settings and services before the server is built.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        return builder.Build();
    }
}
