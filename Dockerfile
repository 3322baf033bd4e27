# A small image with nothing but the program, which needs no system libraries and no rights:
#   docker run --rm --user "$(id -u)" --volume "$PWD:/site" ribbon build
FROM rust:1-alpine AS build
RUN apk add --no-cache gcc make musl-dev
WORKDIR /ribbon
COPY . .
RUN cargo build --profile dist --locked --package ribbon-ssg

FROM scratch
COPY --from=build /ribbon/target/dist/ribbon /ribbon
WORKDIR /site
USER 65532:65532
EXPOSE 1111
ENTRYPOINT ["/ribbon"]
CMD ["--help"]
