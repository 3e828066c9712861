using System.Security.Cryptography;
using ChatApp.Api.OperatorCommands;
using ChatApp.Application;
using ChatApp.Application.Maintenance;
using ChatApp.Infrastructure;
using MediatR;

namespace ChatApp.Api;

/// <summary>
/// Runs a command of an operator, in a process beside the servers: it has their settings and their database, and serves
/// nothing.
/// </summary>
internal static class CommandRunner
{
    private const string SigningKey = "Jwt:SigningKey";
    private const string SigningKeyFile = "Jwt:SigningKeyFile";

    public static async Task<ExitCode> RunAsync(
        CommandLine line, CommandConsole console, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder;
        try
        {
            builder = ChatServer.CreateBuilder(line.Settings);
        }
        catch (InvalidDataException exception)
        {
            // The message of the cause says where in the file.
            return await FailAsync(console, $"{exception.Message} {exception.GetBaseException().Message}");
        }

        var configuration = builder.Configuration;
        try
        {
            if (line.Command!.IsForTrials && builder.Environment.IsProduction())
            {
                return await FailAsync(
                    console,
                    $"The command {line.Command.Name} is not for Production; set ASPNETCORE_ENVIRONMENT=Development.");
            }

            LogSettings.Check(configuration);
            await using var services = BuildServices(builder, console);
            var context = new CommandContext(
                line.Arguments, console, services.GetRequiredService<ISender>(),
                () => FindInvalidSettingAsync(line.Settings, console));
            return line.Command.NeedsSchema && await FindSchemaFlawAsync(context, cancellationToken) is { } flaw
                ? await FailAsync(console, flaw)
                : await line.Command.RunAsync(context, cancellationToken);
        }
        catch (SettingException exception)
        {
            return await FailAsync(console, exception.Message);
        }
        catch (UsageException exception)
        {
            await console.Error.WriteLineAsync(exception.Message);
            return ExitCode.Usage;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(console, exception.Message);
        }
        catch (Exception exception)
            when (DatabaseFailureText.Describe(configuration, exception) is { } failure)
        {
            return await FailAsync(console, failure);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return await FailAsync(console, $"The command failed ({exception.GetType().Name}): {exception.Message}");
        }
    }

    // Logs, such as the audit's, must not mix with results.
    private static void LogToErrors(ILoggingBuilder logging, CommandConsole console)
    {
        logging.ClearProviders();
        logging.AddProvider(new CommandLog(console.Error));
    }

    private static ServiceProvider BuildServices(WebApplicationBuilder builder, CommandConsole console)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            LogToErrors(logging, console);

            // EF Core names each migration that it applies.
            logging.AddFilter("Microsoft.EntityFrameworkCore.Migrations", LogLevel.Information);
        });
        services.AddApplication(builder.Configuration);
        services.AddOperatorInfrastructure(builder.Configuration, builder.Environment);
        return services.BuildServiceProvider();
    }

    private static async Task<string?> FindSchemaFlawAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var schema = await context.Sender.Send(new GetSchema(), cancellationToken);
        return schema.Value.Flaw;
    }

    // As a start would read them, without starting.
    private static async ValueTask<string?> FindInvalidSettingAsync(string[] settings, CommandConsole console)
    {
        try
        {
            await using var server = ChatServer.Build(settings, builder =>
            {
                LogToErrors(builder.Logging, console);
                if (string.IsNullOrEmpty(builder.Configuration[SigningKey])
                    && string.IsNullOrEmpty(builder.Configuration[SigningKeyFile])
                    && !builder.Environment.IsProduction())
                {
                    // A start would generate a key and save it.
                    builder.Configuration[SigningKey] = RandomNumberGenerator.GetHexString(64);
                }
            });
            return null;
        }
        catch (SettingException exception)
        {
            return exception.Message;
        }
    }

    private static async Task<ExitCode> FailAsync(CommandConsole console, string sentence)
    {
        await console.Error.WriteLineAsync(sentence.ReplaceLineEndings(" "));
        return ExitCode.Failure;
    }
}
