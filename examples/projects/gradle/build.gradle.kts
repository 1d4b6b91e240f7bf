plugins {
    application
}

repositories {
    mavenLocal() // where ./mvnw install puts mortise
    mavenCentral()
}

dependencies {
    implementation("io.github.mortise-sockets:mortise:0.1.0-SNAPSHOT")
}

java {
    toolchain {
        languageVersion = JavaLanguageVersion.of(25)
    }
}

val grants = listOf("--enable-native-access=ALL-UNNAMED", "--add-opens=java.base/java.lang=ALL-UNNAMED")

application {
    mainClass = "org.example.Echo"
    applicationDefaultJvmArgs = grants
}

tasks.withType<Test> {
    jvmArgs(grants)
}
