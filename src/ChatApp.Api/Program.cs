await ChatApp.Api.ChatServer.Build(args).RunAsync();
