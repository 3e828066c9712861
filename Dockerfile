# Two stages: the SDK builds, the chiselled runtime (no shell, no package manager, not root) runs.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish src/ChatApp.Api -c Release -o /app -p:ContinuousIntegrationBuild=true \
    && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
# Owned by the account that runs the server; an anonymous volume keeps that owner.
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
VOLUME /data
ENV ASPNETCORE_URLS=http://+:8000 \
    ASPNETCORE_HTTP_PORTS= \
    Storage__DataDirectory=/data \
    DOTNET_EnableDiagnostics=0
EXPOSE 8000
USER $APP_UID
# The image has nothing that could ask /health/ready from inside: let the orchestrator do so from outside.
ENTRYPOINT ["dotnet", "ChatApp.Api.dll"]
